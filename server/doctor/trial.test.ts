import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createEmptyTestDatabase, type TestDatabase } from "../testing/database.ts";
import { cleanUp, newScratchName } from "./trial.ts";

let database: TestDatabase;
before(async () => {
  database = await createEmptyTestDatabase();
});
after(() => database.drop());

describe("cleanUp()", () => {
  test("finds nothing where all was rolled back", async () => {
    const check = await cleanUp(database.sql, newScratchName());
    assert.deepEqual([check.verdict, check.found], ["ok", "nothing"]);
  });

  test("drops what a product left that rolls no schema back, with all that is in it", async () => {
    const scratch = newScratchName();
    await database.sql.unsafe(`create schema ${scratch} create table inbox (event_id text)`);
    const check = await cleanUp(database.sql, scratch);
    assert.equal(check.verdict, "ok");
    assert.match(check.found, /it was dropped/);
    const left = await database.sql`select 1 from pg_namespace where nspname = ${scratch}`;
    assert.equal(left.length, 0);
  });
});
