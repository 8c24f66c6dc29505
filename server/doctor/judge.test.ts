import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Facts } from "./facts.ts";
import { FACT_NAMES, judgeClocks, judgeConnections, judgeFacts, productOf } from "./judge.ts";

const WELL: Facts = {
  version: "PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc",
  version_number: 150_018,
  is_aurora: false,
  is_neon: false,
  is_replica: false,
  is_read_only: false,
  encoding: "UTF8",
  synchronous_commit: "on",
  fsync: "on",
  full_page_writes: "on",
  role: "app",
  database: "shop",
  schema: "public",
  may_create: true,
};

/** What isn't well, as `name verdict`. */
function complaints(change: Partial<Facts>): readonly string[] {
  return judgeFacts({ ...WELL, ...change })
    .filter(({ verdict }) => verdict !== "ok")
    .map(({ name, verdict }) => `${name} ${verdict}`);
}

describe("judgeFacts()", () => {
  test("has a check for each name, in their order", () => {
    assert.deepEqual(
      judgeFacts(WELL).map(({ name }) => name),
      FACT_NAMES,
    );
  });

  test("finds nothing wrong where nothing is", () => {
    assert.deepEqual(complaints({}), []);
    assert.deepEqual(complaints({ synchronous_commit: "remote_apply" }), []);
  });

  test("finds each thing that is wrong, by itself", () => {
    assert.deepEqual(complaints({ version_number: 140_011 }), ["version fail"]);
    assert.deepEqual(complaints({ is_replica: true, is_read_only: true }), ["writable fail"]);
    assert.deepEqual(complaints({ is_read_only: true }), ["writable fail"]);
    assert.deepEqual(complaints({ encoding: "SQL_ASCII" }), ["encoding fail"]);
    assert.deepEqual(complaints({ synchronous_commit: "off" }), ["synchronous_commit fail"]);
    assert.deepEqual(complaints({ fsync: "off" }), ["fsync fail"]);
    assert.deepEqual(complaints({ full_page_writes: "off" }), ["full_page_writes warn"]);
    assert.deepEqual(complaints({ may_create: false }), ["rights fail"]);
    assert.deepEqual(complaints({ schema: null, may_create: false }), ["rights fail"]);
  });

  test("says what to do about each, with names as SQL wants them", () => {
    const checks = judgeFacts({ ...WELL, role: 'o"dd', synchronous_commit: "off" });
    const check = checks.find(({ name }) => name === "synchronous_commit");
    const expected = 'alter role "o""dd" in database "shop" set synchronous_commit = on;';
    assert.equal(check?.remedy, expected);
  });

  test("takes what a product doesn't have for neither well nor broken", () => {
    const unknown = { synchronous_commit: null, fsync: null, full_page_writes: null };
    const expected = ["synchronous_commit warn", "fsync warn", "full_page_writes warn"];
    assert.deepEqual(complaints(unknown), expected);
  });

  test("takes Neon and Aurora as they are: their storage is elsewhere", () => {
    assert.deepEqual(complaints({ is_neon: true, fsync: "off", full_page_writes: "off" }), []);
    assert.deepEqual(complaints({ is_aurora: true, full_page_writes: "off" }), []);
  });
});

describe("productOf()", () => {
  test("tells products apart by what they say of themselves", () => {
    const product = (change: Partial<Facts>): string => productOf({ ...WELL, ...change });
    assert.equal(product({}), "PostgreSQL");
    assert.equal(product({ is_neon: true }), "Neon");
    assert.equal(product({ is_aurora: true }), "Aurora PostgreSQL");
    assert.equal(product({ version: "CockroachDB CCL v26.3.0 (x86_64)" }), "CockroachDB");
    assert.equal(product({ version: "PostgreSQL 15.12-YB-2025.2.1.0-b0 on x86" }), "YugabyteDB");
    assert.equal(product({ version: "Something 1.0" }), "Something 1.0");
  });
});

describe("judgeConnections()", () => {
  const FREE = { max: 100, reserved: 3, used: 1, role_limit: -1, database_limit: -1 };

  test("wants the pool's, and two more", () => {
    assert.equal(judgeConnections(FREE, 95, false).verdict, "warn");
    assert.equal(judgeConnections(FREE, 94, false).verdict, "ok");
    assert.equal(judgeConnections({ ...FREE, role_limit: 11 }, 10, false).verdict, "fail");
    assert.equal(judgeConnections({ ...FREE, role_limit: 12 }, 10, false).verdict, "ok");
    assert.equal(judgeConnections({ ...FREE, database_limit: 5 }, 10, false).verdict, "fail");
  });

  test("warns where they are taken at the moment", () => {
    assert.equal(judgeConnections({ ...FREE, used: 90 }, 10, false).verdict, "warn");
  });

  test("leaves it to a pooler to share them out", () => {
    assert.equal(judgeConnections({ ...FREE, used: 97 }, 500, true).verdict, "ok");
  });
});

describe("judgeClocks()", () => {
  test("says how far apart they can be, of what a round trip lets one know", () => {
    const check = judgeClocks({ before: 1000, theirs: 1004, after: 1010 });
    assert.equal(check.verdict, "ok");
    assert.match(check.found, /^at most 6 ms/);
  });

  test("warns of a clock that is ahead or behind by more than the trip explains", () => {
    const ahead = judgeClocks({ before: 0, theirs: 60_000, after: 10 });
    assert.equal(ahead.verdict, "warn");
    assert.match(ahead.found, /at least 59990 ms/);
    assert.equal(judgeClocks({ before: 60_000, theirs: 0, after: 60_010 }).verdict, "warn");
    assert.equal(judgeClocks({ before: 0, theirs: 5000, after: 60_000 }).verdict, "ok");
  });
});
