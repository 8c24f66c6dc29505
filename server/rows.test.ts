import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { AnswerMismatchError, DatabaseConnectionError, isDatabaseError } from "./database-error.ts";
import { rowsAbout, rowsOf } from "./rows.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";
import { connectToNobody } from "./testing/outage.ts";

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

  test("tells by class that it was the way to the database that failed, with the driver's code", async () => {
    const pools = connectToNobody();
    const asking = pools.reads.run((sql) => rowsOf(sql`select`));
    await assert.rejects(asking, (error) => {
      assert.ok(error instanceof DatabaseConnectionError);
      assert.equal(error.code, "ECONNREFUSED");
      return true;
    });
    await pools.end(1);
  });

  test("takes no bug of ours for an outage, because the driver gave it a code", async () => {
    const asking = rowsOf(database.sql`select ${undefined as unknown as string}::text`);
    await assert.rejects(asking, (error) => {
      assert.ok(!isDatabaseError(error));
      return true;
    });
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

describe("rowsAbout()", () => {
  const about = (asked: string) => ({ asked });

  test("gives the rows of an answer to what was asked", async () => {
    const rows = [about("a"), about("a")];
    assert.deepEqual(await rowsAbout("a", Promise.resolve(rows)), rows);
  });

  test("throws where one row is about something else, and where none says what it is about", async () => {
    for (const rows of [[about("b")], [about("a"), about("b")], []]) {
      await assert.rejects(rowsAbout("a", Promise.resolve(rows)), AnswerMismatchError);
    }
  });
});
