/** A database of a test file's own, on the server that `TEST_DATABASE_URL` names. @module */

import { randomUUID } from "node:crypto";
import process from "node:process";
import postgres, { type Sql } from "postgres";
import { connect } from "../database.ts";
import { migrate, readMigrations } from "../migrate.ts";
import { openPools, type Pools } from "../pools.ts";

export type TestDatabase = {
  readonly url: string;
  /** As the server connects. */
  readonly sql: Sql;
  readonly pools: Pools;
  /** Outside of this database, with the driver's defaults: it survives what is done to `sql`. */
  readonly admin: Sql;
  readonly drop: () => Promise<void>;
};

/** @param poolMax Connections of `sql`. */
export async function createTestDatabase(poolMax = 10): Promise<TestDatabase> {
  const database = await createEmptyTestDatabase(poolMax);
  await migrate(database.url, await readMigrations());
  return database;
}

/** One without our tables. */
export async function createEmptyTestDatabase(poolMax = 10): Promise<TestDatabase> {
  const serverUrl = process.env["TEST_DATABASE_URL"] ?? "";
  if (serverUrl === "") {
    throw new Error("Cannot test without TEST_DATABASE_URL: scripts/test sets it, or set your own");
  }
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const admin = postgres(serverUrl, { max: 2, onnotice: () => undefined });
  await admin`create database ${admin(name)}`;

  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const open = (max: number): Sql => connect(url.href, { poolMax: max, prepare: true });
  const sql = open(poolMax);
  const pools = openPools(open, { deliveriesMax: poolMax, now: () => performance.now() });
  return {
    url: url.href,
    sql,
    pools,
    admin,
    drop: async () => {
      await Promise.all([sql.end({ timeout: 1 }), pools.end(1)]);
      await admin`drop database ${admin(name)} with (force)`;
      await admin.end();
    },
  };
}
