import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { rowsOf } from "./database.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(1);
});
after(() => database.drop());

describe("rowsOf()", () => {
  test("gives the first row also where the answer before it ended half-way", async () => {
    const { sql } = database;
    await assert.rejects(sql`select 1 / (500 - n) from generate_series(1, 1000) n`, {
      code: "22012",
    });
    assert.deepEqual(await rowsOf(sql`select 7 as found`), [{ found: 7 }]);
  });

  test("is how every query of ours reads its rows", async () => {
    const files = await readdir(new URL("./", import.meta.url), { recursive: true });
    const sources = files.filter((name) => /\.ts$/.test(name) && !/test/.test(name));
    assert.ok(sources.length > 20);
    for (const name of sources) {
      const text = await readFile(new URL(name, import.meta.url), "utf8");
      // A statement whose rows nobody reads may stand alone.
      assert.doesNotMatch(text, /(=|return)\s+(await\s+)?\w*[sS]ql(<[^`]*>)?`/, name);
    }
  });
});
