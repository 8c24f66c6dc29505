/** From what a database says of itself to what that means for the receiver. Pure. @module */

import { quote } from "../fitness.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import type { Clocks, Connections, Facts } from "./facts.ts";

/** The oldest that the receiver is tested on. */
const VERSION_MIN = 150_000;

/** Beside those for deliveries: for the probe and the health checks. */
const OTHER_CONNECTIONS = 2;

/** More than a machine drifts that asks a time server at all. */
const SKEW_MS_MAX = 5000;

export const FACT_NAMES = [
  ...["product", "version", "writable", "encoding", "synchronous_commit", "fsync"],
  ...["full_page_writes", "rights"],
] as const;

export function judgeFacts(facts: Facts): readonly Check[] {
  return [
    ok("product", productOf(facts)),
    judgeVersion(facts),
    judgeWritable(facts),
    judgeEncoding(facts),
    judgeSynchronousCommit(facts),
    judgeFsync(facts),
    judgeFullPageWrites(facts),
    judgeRights(facts),
  ];
}

/** By what each is known to say of itself; a host that says nothing is PostgreSQL. */
export function productOf({ version, is_aurora, is_neon }: Facts): string {
  if (/cockroachdb/i.test(version)) return "CockroachDB";
  if (/-YB-|yugabyte/i.test(version)) return "YugabyteDB";
  if (is_aurora) return "Aurora PostgreSQL";
  if (is_neon) return "Neon";
  return /^PostgreSQL\b/.test(version) ? "PostgreSQL" : version.slice(0, 40);
}

function judgeVersion({ version, version_number }: Facts): Check {
  const found = /^[^,(]*/.exec(version)?.[0].trim() ?? version;
  if (version_number >= VERSION_MIN) return ok("version", found);
  return fail("version", `${found}, expected PostgreSQL 15 or newer`, "upgrade the server");
}

function judgeWritable({ is_replica, is_read_only, role, database }: Facts): Check {
  if (is_replica) {
    const remedy = "connect to the primary, by a name that follows it when another takes over";
    return fail("writable", "a replica, which takes no writes", remedy);
  }
  if (!is_read_only) return ok("writable", "a primary that takes writes");
  const remedy =
    `alter role ${quote(role)} in database ${quote(database)} set default_transaction_read_only = off; ` +
    "or find out why the server was made read-only: hosts do that to a full disk";
  return fail("writable", "a primary whose transactions are read-only", remedy);
}

function judgeEncoding({ encoding, database }: Facts): Check {
  if (encoding === "UTF8") return ok("encoding", "UTF8");
  return fail(
    "encoding",
    `${encoding ?? "unknown"}, expected UTF8: names of buyers would be refused or garbled`,
    `create database ${quote(database)} anew, with encoding 'UTF8' template template0`,
  );
}

/** `off` answers before the write is safe: a 2xx would promise what a crash can undo. */
function judgeSynchronousCommit({ synchronous_commit, role, database }: Facts): Check {
  const name = "synchronous_commit";
  if (synchronous_commit === null) return warn(name, UNKNOWN, ASK_PRODUCT);
  if (synchronous_commit !== "off") return ok(name, synchronous_commit);
  return fail(
    name,
    "off: acknowledged events can be lost when the server crashes",
    `alter role ${quote(role)} in database ${quote(database)} set synchronous_commit = on;`,
  );
}

const UNKNOWN = "not a setting of this product";
const ASK_PRODUCT = "make sure by its documentation that what it committed survives a crash";

function judgeFsync({ fsync, is_neon }: Facts): Check {
  if (fsync === null) return warn("fsync", UNKNOWN, ASK_PRODUCT);
  if (fsync === "on") return ok("fsync", "on");
  if (is_neon) return ok("fsync", "off, as Neon has it: its storage is not on this machine");
  const found = "off: a crash of the machine can lose acknowledged events, or all of the data";
  return fail("fsync", found, "alter system set fsync = on; and select pg_reload_conf();");
}

function judgeFullPageWrites({ full_page_writes, is_aurora, is_neon }: Facts): Check {
  const name = "full_page_writes";
  if (full_page_writes === null) return warn(name, UNKNOWN, ASK_PRODUCT);
  if (full_page_writes === "on") return ok(name, "on");
  if (is_aurora || is_neon) return ok(name, "off, as this product has it: it writes no pages");
  return warn(
    name,
    "off: safe only on a file system that never writes half a page, such as ZFS",
    "alter system set full_page_writes = on; and select pg_reload_conf();",
  );
}

function judgeRights({ schema, may_create, role, database }: Facts): Check {
  if (schema === null) {
    const remedy = `create schema authorization ${quote(role)};`;
    return fail("rights", "the search path names no schema that there is", remedy);
  }
  if (may_create) return ok("rights", `may create tables in schema ${quote(schema)}`);
  return fail(
    "rights",
    `role ${quote(role)} may not create tables in schema ${quote(schema)} of ${quote(database)}`,
    `grant usage, create on schema ${quote(schema)} to ${quote(role)};`,
  );
}

/** @param isPooled Whether a pooler shares the server's connections out. */
export function judgeConnections(
  { max, reserved, used, role_limit, database_limit }: Connections,
  poolMax: number,
  isPooled: boolean,
): Check {
  const name = "connections";
  const needed = poolMax + OTHER_CONNECTIONS;
  const limits = [max - reserved, role_limit, database_limit].filter((limit) => limit >= 0);
  const limit = Math.min(...limits);
  const left = Math.max(0, Math.min(limit, max - reserved - used));
  const needs = `the receiver holds up to ${needed} (DATABASE_POOL_MAX ${poolMax}, and 2)`;
  if (isPooled) return ok(name, `${needs}, which the pooler shares out; the server has ${limit}`);
  if (limit < needed) {
    const remedy = `set DATABASE_POOL_MAX to ${Math.max(1, limit - OTHER_CONNECTIONS)} at most, or raise the limit`;
    return fail(name, `at most ${limit} for this role and database, but ${needs}`, remedy);
  }
  const found = `${left} of ${limit} are free; ${needs}`;
  if (left >= needed) return ok(name, found);
  const remedy = "unless a receiver runs here already: a smaller DATABASE_POOL_MAX, or a pooler";
  return warn(name, found, remedy);
}

/**
 * No decision of the receiver's rests on the database's clock. But where two clocks disagree one is
 * wrong: and if it is ours, then every honest delivery looks too old or too new, and is refused.
 */
export function judgeClocks({ before, theirs, after }: Clocks): Check {
  const atLeast = Math.max(0, theirs - after, before - theirs);
  const atMost = Math.max(Math.abs(theirs - before), Math.abs(theirs - after));
  const found = `at most ${Math.ceil(atMost)} ms between the database's clock and ours`;
  if (atLeast <= SKEW_MS_MAX) return ok("clock", found);
  return warn(
    "clock",
    `${found}, and at least ${Math.floor(atLeast)} ms: if ours is wrong, honest deliveries are refused`,
    "have both machines ask a time server (NTP); compare `date -u` on each",
  );
}
