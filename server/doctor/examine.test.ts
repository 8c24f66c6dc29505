import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type Migration, migrate, readMigrations } from "../migrate.ts";
import { createEmptyTestDatabase, type TestDatabase } from "../testing/database.ts";
import type { Check } from "./check.ts";
import { type Doctor, examine } from "./examine.ts";
import { isFit } from "./report.ts";

let database: TestDatabase;
let migrations: readonly Migration[];
before(async () => {
  database = await createEmptyTestDatabase();
  migrations = await readMigrations();
});
after(() => database.drop());

/** Few connections: other tests have theirs on the same server. */
function examineAt(url: string, change: Partial<Doctor> = {}): Promise<readonly Check[]> {
  return examine({
    config: { databaseUrl: url, databasePoolMax: 1, databasePrepare: true },
    migrations,
    signal: new AbortController().signal,
    now: () => performance.now(),
    ...change,
  });
}

/** What isn't well, as `name verdict`. */
function complaintsOf(checks: readonly Check[]): readonly string[] {
  return checks
    .filter(({ verdict }) => verdict !== "ok")
    .map(({ name, verdict }) => `${name} ${verdict}`);
}

function find(checks: readonly Check[], name: string): Check {
  const check = checks.find((one) => one.name === name);
  assert.ok(check !== undefined);
  return check;
}

/** Everything in the database that isn't PostgreSQL's own: schemas, and what is in them. */
async function contentsOf({ sql }: TestDatabase): Promise<readonly string[]> {
  const rows = await sql<{ name: string }[]>`
    select nspname || '.' || coalesce(relname, '') as name
    from pg_namespace left join pg_class on relnamespace = pg_namespace.oid
    where nspname !~ '^pg_toast|^pg_catalog|^information_schema' order by 1
  `;
  return rows.map(({ name }) => name);
}

/** A role of a test's own, which is dropped after it. */
async function withRole(
  { admin, sql, url }: TestDatabase,
  work: (url: string, role: string, name: string) => Promise<void>,
): Promise<void> {
  const role = `doctor_test_${randomUUID().replaceAll("-", "")}`;
  const own = new URL(url);
  own.username = role;
  own.password = "the-password";
  await admin.unsafe(`create role ${role} login password 'the-password'`);
  await sql.unsafe(`grant create on schema public to ${role}`);
  try {
    await work(own.href, role, own.pathname.slice(1));
  } finally {
    await sql.unsafe(`drop owned by ${role}`);
    await admin.unsafe(`drop role ${role}`);
  }
}

describe("examine()", () => {
  test("finds all well in an empty database, and leaves nothing there", async () => {
    const contents = await contentsOf(database);
    const checks = await examineAt(database.url);
    assert.deepEqual(complaintsOf(checks), []);
    assert.ok(isFit(checks));
    assert.match(find(checks, "migrations").found, /pending.*0001-receive\.sql/);
    assert.equal(find(checks, "left behind").found, "nothing");
    assert.deepEqual(await contentsOf(database), contents);
  });

  test("finds all well where timeouts are set on the role, and nothing is prepared", async () => {
    await withRole(database, async (url, role, name) => {
      const config = { databaseUrl: url, databasePoolMax: 1, databasePrepare: false };
      const without = await examineAt(url, { config });
      assert.deepEqual(complaintsOf(without), ["lock_timeout fail", "statement_timeout fail"]);
      for (const timeout of ["lock_timeout", "statement_timeout"]) {
        const remedy = find(without, timeout).remedy ?? "";
        assert.ok(remedy.startsWith(`alter role "${role}" in database "${name}" set ${timeout}`));
        await database.admin.unsafe(/^.*;/.exec(remedy)?.[0] ?? "select"); // as it says
      }
      assert.deepEqual(complaintsOf(await examineAt(url, { config })), []);
    });
  });

  test("tries the statement in temporary tables where the role may make no schema", async () => {
    await withRole(database, async (url) => {
      const checks = await examineAt(url);
      assert.deepEqual(complaintsOf(checks), []);
      assert.match(find(checks, "scratch schema").found, /temporary tables/);
    });
  });

  test("finds a role that may not make tables", async () => {
    await withRole(database, async (url, role) => {
      await database.sql.unsafe(`revoke create on schema public from ${role}`);
      const checks = await examineAt(url);
      assert.deepEqual(complaintsOf(checks), ["rights fail"]);
      const { remedy } = find(checks, "rights");
      assert.equal(remedy, `grant usage, create on schema "public" to "${role}";`);
    });
  });

  test("finds a session that is read-only", async () => {
    await withRole(database, async (url, role, name) => {
      const setting = "set default_transaction_read_only = on";
      await database.admin.unsafe(`alter role ${role} in database ${name} ${setting}`);
      const checks = await examineAt(url);
      assert.equal(find(checks, "writable").verdict, "fail");
      assert.equal(isFit(checks), false);
    });
  });

  test("finds synchronous_commit off", async () => {
    await withRole(database, async (url, role, name) => {
      const setting = "set synchronous_commit = off";
      await database.admin.unsafe(`alter role ${role} in database ${name} ${setting}`);
      assert.deepEqual(complaintsOf(await examineAt(url)), ["synchronous_commit fail"]);
    });
  });

  test("finds a password that is not the role's, and repeats neither", async () => {
    await withRole(database, async (url) => {
      const checks = await examineAt(url.replace("the-password", "another-password"));
      assert.equal(find(checks, "login").verdict, "fail");
      assert.match(find(checks, "login").found, /28P01/);
      assert.equal(find(checks, "statement tried").verdict, "skipped");
      assert.doesNotMatch(JSON.stringify(checks), /(the|another)-password/);
    });
  });

  test("finds a database that isn't there", async () => {
    const url = new URL(database.url);
    url.pathname = "/not_there";
    const login = find(await examineAt(url.href), "login");
    assert.match(login.found, /there is no database "not_there" \(3D000\)/);
  });

  test("finds an encoding that isn't UTF8", async () => {
    const name = `doctor_test_${randomUUID().replaceAll("-", "")}`;
    const { admin } = database;
    await admin.unsafe(
      `create database ${name} encoding 'SQL_ASCII' locale 'C' template template0`,
    );
    try {
      const url = new URL(database.url);
      url.pathname = `/${name}`;
      assert.deepEqual(complaintsOf(await examineAt(url.href)), ["encoding fail"]);
    } finally {
      await admin.unsafe(`drop database ${name} with (force)`);
    }
  });

  test("says what is skipped where there is no time left, which is never well", async () => {
    let at = 0;
    const checks = await examineAt(database.url, { now: () => (at += 5000) });
    assert.equal(find(checks, "pooler").verdict, "ok");
    assert.match(find(checks, "statement tried").found, /no time left/);
    assert.equal(find(checks, "left behind").verdict, "ok");
    assert.equal(isFit(checks), false);
  });
});

describe("examine(), of the statement", () => {
  /** What a product might do that isn't PostgreSQL. */
  const odd = (sql: string): readonly Migration[] => [
    ...migrations,
    { name: "9999-odd.sql", sql, checksum: "" },
  ];

  test("names the file, the SQLSTATE and the words where a migration fails", async () => {
    const contents = await contentsOf(database);
    const checks = await examineAt(database.url, { migrations: odd("create tabel odd ()") });
    const found = '9999-odd.sql fails: 42601: syntax error at or near "tabel"';
    assert.equal(find(checks, "migrations tried").found, found);
    assert.equal(find(checks, "statement tried").verdict, "skipped");
    assert.deepEqual(await contentsOf(database), contents);
  });

  test("names the step, the SQLSTATE and the words where the statement fails", async () => {
    const sql = "alter table entitlement add constraint odd check (access <> 'restricted')";
    const { found } = find(
      await examineAt(database.url, { migrations: odd(sql) }),
      "statement tried",
    );
    assert.match(found, /^an older state after a newer fails: 23514: new row/);
  });

  test("finds out who lets the state that came last win", async () => {
    const arrival = `
      create function pg_temp.odd() returns trigger language plpgsql as $$
        begin new.last_write = 'change'; return new; end $$;
      create trigger odd before update on entitlement
        for each row execute function pg_temp.odd();
    `;
    const checks = await examineAt(database.url, { migrations: odd(arrival) });
    assert.match(find(checks, "statement tried").found, /older state.*expected stale/);
  });

  test("leaves nothing behind where it is interrupted", async () => {
    const contents = await contentsOf(database);
    const interrupted = new AbortController();
    const checking = examineAt(database.url, {
      migrations: odd("select pg_sleep(1.9)"),
      signal: interrupted.signal,
    });
    await untilAsleep();
    interrupted.abort();
    const checks = await checking;
    assert.equal(find(checks, "statement tried").found, "interrupted");
    assert.equal(find(checks, "left behind").verdict, "ok");
    assert.deepEqual(await contentsOf(database), contents);
  });

  async function untilAsleep(): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      const asleep = await database.admin`
        select 1 from pg_stat_activity
        where datname = ${new URL(database.url).pathname.slice(1)} and wait_event = 'PgSleep'
      `;
      if (asleep.length > 0) return;
      await pause(25);
    }
    assert.fail("the trial never slept");
  }
});

/** In order: each test starts where the one before it left the database. */
describe("examine(), of the migrations that were applied", () => {
  test("finds a table of somebody else's in the way", async () => {
    await database.sql`create table inbox (theirs int)`;
    const checks = await examineAt(database.url);
    assert.deepEqual(complaintsOf(checks), ["migrations fail"]);
    assert.match(find(checks, "migrations").found, /somebody else has .*: inbox$/);
    await database.sql`drop table inbox`;
  });

  test("finds all applied, and touches none of it", async () => {
    await migrate(database.url, migrations);
    const contents = await contentsOf(database);
    const checks = await examineAt(database.url);
    assert.deepEqual(complaintsOf(checks), []);
    assert.equal(find(checks, "migrations").found, `all ${migrations.length} are applied`);
    assert.deepEqual(await contentsOf(database), contents);
    assert.deepEqual([...(await database.sql`select 1 from inbox`)], []);
  });

  test("warns of what a newer receiver applied", async () => {
    await database.sql`insert into migration (name, checksum) values ('9999-new.sql', 'any')`;
    const checks = await examineAt(database.url);
    assert.deepEqual(complaintsOf(checks), ["migrations warn"]);
    assert.match(find(checks, "migrations").found, /9999-new\.sql/);
    await database.sql`delete from migration where name = '9999-new.sql'`;
  });

  test("finds a file that was edited after it was applied", async () => {
    await database.sql`update migration set checksum = 'another' where name = '0001-receive.sql'`;
    const checks = await examineAt(database.url);
    assert.deepEqual(complaintsOf(checks), ["migrations fail"]);
    assert.match(find(checks, "migrations").found, /0001-receive\.sql was edited/);
  });
});
