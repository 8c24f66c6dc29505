import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createEmptyTestDatabase, type TestDatabase } from "../testing/database.ts";
import { onConnection } from "./on-connection.ts";

let database: TestDatabase;
before(async () => {
  database = await createEmptyTestDatabase();
});
after(() => database.drop());

function sleep(seconds: number, ms: number, signal: AbortSignal): Promise<unknown> {
  const config = { databaseUrl: database.url, databasePoolMax: 1, databasePrepare: true };
  return onConnection(config, { ms, signal }, (sql) => sql`select pg_sleep(${seconds})`);
}

describe("onConnection()", () => {
  const { signal } = new AbortController();

  test("gives what the work gives, or throws", async () => {
    await sleep(0, 10_000, signal);
    await assert.rejects(sleep(60, 10_000, signal), { code: "57014" }); // statement_timeout
  });

  test("waits no longer than it may", async () => {
    await assert.rejects(sleep(1.9, 100, signal), { code: "DOCTOR_DEADLINE" });
  });

  test("ends where it is interrupted", async () => {
    const interrupted = new AbortController();
    const sleeping = sleep(1.9, 10_000, interrupted.signal);
    interrupted.abort();
    await assert.rejects(sleeping, { code: "DOCTOR_INTERRUPTED" });
  });
});
