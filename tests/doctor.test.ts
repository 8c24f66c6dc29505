/** The doctor before PgBouncer in transaction mode: it says what the receiver would refuse to start for. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import {
  createPooledDatabase,
  hasPgbouncer,
  type PooledDatabase,
  TIMEOUTS,
} from "./pooled-database.ts";

const TEST = { timeout: 60_000 } as const;

type Answer = { readonly code: number; readonly complaints: Readonly<Record<string, string>> };

/** @returns The exit code, and what isn't well with its remedy. */
function askDoctor(url: string, prepare: "true" | "false"): Promise<Answer> {
  const env = { ...process.env, DATABASE_URL: url, DATABASE_PREPARE: prepare };
  return new Promise((resolve) => {
    const child = execFile("scripts/doctor", ["--json"], { env }, (_error, stdout) => {
      const checks: { name: string; verdict: string; remedy: string }[] = JSON.parse(stdout).checks;
      const complaints = checks
        .filter(({ verdict }) => verdict !== "ok")
        .map(({ name, verdict, remedy }) => [name, verdict === "fail" ? remedy : verdict]);
      resolve({ code: child.exitCode ?? -1, complaints: Object.fromEntries(complaints) });
    });
  });
}

describe("the doctor before PgBouncer in transaction mode", {
  ...TEST,
  skip: !hasPgbouncer,
}, () => {
  let database: PooledDatabase;
  before(async () => {
    database = await createPooledDatabase(2);
  });
  after(() => database?.drop());

  test("finds the pooler and the timeouts that are missing, tries the statement all the same, and is content once told so", async () => {
    for (const ignored of [[], TIMEOUTS]) {
      await database.withPooler(ignored, async ({ url }) => {
        const { code, complaints } = await askDoctor(url, "true");
        assert.equal(code, 1);
        const expected = ["pooler", ...TIMEOUTS, "prepared statements"];
        assert.deepEqual(Object.keys(complaints), expected);
        assert.match(complaints["pooler"] ?? "", /DATABASE_PREPARE=false/);
      });
    }

    await database.withPooler([], async (pooler) => {
      const { code, complaints } = await askDoctor(pooler.url, "false");
      assert.equal(code, 1);
      assert.deepEqual(Object.keys(complaints), TIMEOUTS);
      for (const remedy of Object.values(complaints)) {
        await database.admin.unsafe(/^alter role .*;/.exec(remedy)?.[0] ?? "select"); // as it says
      }
      await pooler.restart();
      assert.deepEqual(await askDoctor(pooler.url, "false"), { code: 0, complaints: {} });
    });

    const schemas = await database.admin`select 1 from pg_namespace where nspname like 'doctor%'`;
    assert.equal(schemas.length, 0);
  });
});
