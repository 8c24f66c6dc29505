import assert from "node:assert/strict";
import process from "node:process";
import { describe, test } from "node:test";
import { connect } from "./database.ts";
import { parseDatabaseUrl, readDatabaseUrl } from "./database-url.ts";
import { createEnvironmentReader, type Environment } from "./environment.ts";
import { rowsOf } from "./rows.ts";

const URL_OF_ONE = "postgres://user@localhost:5432/app";

/** @returns The only problem. */
function problemOf(text: string): string {
  const { problems } = parseDatabaseUrl(text);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  return problems[0] ?? "";
}

describe("parseDatabaseUrl()", () => {
  for (const [given, url] of Object.entries({
    "postgres://user@localhost/app": URL_OF_ONE,
    "postgresql://user:p%40ss@db.internal:6432/app":
      "postgresql://user:p%40ss@db.internal:6432/app",
    "postgres://user:p@ss,word@localhost/app": "postgres://user:p%40ss,word@localhost:5432/app",
    "postgres://user@127.0.0.1/app?sslmode=require":
      "postgres://user@127.0.0.1:5432/app?sslmode=require",
    "postgres://user@db.internal/app?sslmode=verify-full":
      "postgres://user@db.internal:5432/app?sslmode=verify-full",
  })) {
    test(`takes ${given}, with its port, and says nothing`, () => {
      assert.deepEqual(parseDatabaseUrl(given), { url, problems: [], warnings: [] });
    });
  }

  for (const [given, said] of Object.entries({
    "localhost/app": /^expected postgres:/,
    "mysql://user@localhost/app": /^expected postgres:/,
    "postgres:user@localhost/app": /^expected postgres:/,
    "postgres://user:s3cr/et@localhost/app": /^expected postgres:.* percent-encoded/,
    "postgres://user@a.internal,b.internal/app": /^names several hosts: expected one, /,
    "postgres://user:s3cret@a:5432,b:5433/app": /^names several hosts: expected one, /,
    "postgres://user@/var/run/postgresql": /^expected postgres:/,
    "postgres:///app?user=user": null,
    "postgres://localhost/app": /^names no user, /,
    "postgres://user@localhost": /^names no database, /,
    "postgres://user@localhost/": /^names no database, /,
    "postgres://user@%2Fvar%2Frun%2Fpostgresql/app": /^names a socket, /,
    "postgres://user@[::1]/app": /^names an IPv6 address, /,
    "postgres://us%er@localhost/app": /^has a percent sign in its user /,
    "postgres://user:s3cret%@localhost/app": /^has a percent sign in its password /,
    "postgres://user:s3cret%ff@localhost/app": /^has a percent sign in its password /,
    "postgres://user:s3cret%00@localhost/app": /^has a percent sign in its password /,
    "postgres://user@localhost/a%zz": /^names a database with what would have to be encoded/,
    "postgres://user@localhost/my app": /^names a database with what would have to be encoded/,
    "postgres://user@localhost/app/s3cret": /^names a database with what would have to be encoded/,
    "postgres://user:1?s3cret=1@localhost/app": /^has an @ behind its host: expected /,
    "postgres://user:1#s3cret@localhost/app": /^has an @ behind its host: expected /,
    "postgres://user:1/s3cret@localhost/app": /^has an @ behind its host: expected /,
    "postgres://user@localhost/app#s3cret": /^has a #: expected %23/,
  })) {
    test(`refuses ${given}, and says of it no more than what is wrong`, () => {
      const { problems } = parseDatabaseUrl(given);
      assert.ok(problems.length > 0);
      for (const problem of problems) assert.match(problem, /expected /);
      assert.doesNotMatch(problems.join(), /s3cr|localhost|internal/);
      if (said !== null) assert.match(problemOf(given), said);
    });
  }

  test("reports everything that is wrong at once", () => {
    const { problems } = parseDatabaseUrl("postgres://[::1]?schema=other&sslmode=allow&nonsense=1");
    assert.equal(problems.length, 6, JSON.stringify(problems));
  });
});

describe("a parameter of DATABASE_URL", () => {
  for (const sslmode of ["disable", "prefer", "require", "verify-full"]) {
    test(`is kept as sslmode=${sslmode}, which the driver means as it is meant`, () => {
      const given = `${URL_OF_ONE}?sslmode=${sslmode}`;
      assert.deepEqual(parseDatabaseUrl(given), { url: given, problems: [], warnings: [] });
    });
  }

  for (const sslmode of ["allow", "verify-ca", "no-verify", "", "REQUIRE"]) {
    test(`is refused as sslmode=${sslmode}, which the driver takes for another`, () => {
      assert.match(problemOf(`${URL_OF_ONE}?sslmode=${sslmode}`), /^sslmode: expected disable or /);
    });
  }

  test("is refused as verify-full of an address, which is compared with a name", () => {
    const given = "postgres://user@127.0.0.1/app?sslmode=verify-full";
    assert.match(problemOf(given), /^sslmode: .* expected a host name/);
  });

  for (const parameter of [
    "application_name=x",
    "connect_timeout=10",
    "connection_limit=5",
    "pool_timeout=0",
    "pgbouncer=true",
    "schema=public",
    "gssencmode=disable",
    "channel_binding=prefer",
    "target_session_attrs=read-write",
    "client_encoding=UTF8",
    "supa=base-pooler.x",
  ]) {
    test(`is dropped as ${parameter}, with a warning that names it`, () => {
      const { url, problems, warnings } = parseDatabaseUrl(`${URL_OF_ONE}?${parameter}`);
      assert.deepEqual([url, problems], [URL_OF_ONE, []]);
      const [name] = parameter.split("=");
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? "", new RegExp(`^${name} is dropped: `));
    });
  }

  for (const parameter of [
    "schema=other",
    "gssencmode=require",
    "channel_binding=require",
    "target_session_attrs=standby",
    "client_encoding=latin1",
    "host=/var/run/postgresql",
    "ssl=true",
    "sslrootcert=/etc/ca.pem",
    "options=-c%20search_path=other",
    "search_path=other",
    "max_pipeline=100",
    "prepare=false",
    "fetch_types=true",
    "__proto__=x",
    "constructor=x",
    "sslmod=require",
  ]) {
    test(`is refused as ${parameter}, by its name`, () => {
      const [name = "", value = ""] = parameter.split("=");
      const problem = problemOf(`${URL_OF_ONE}?${parameter}`);
      assert.match(problem, /expected /);
      if (name !== "__proto__") assert.ok(problem.startsWith(`${name}: `));
      if (value.length > 5) assert.ok(!problem.includes(value));
    });
  }

  test("is refused where it is there twice, or where its name may be a password's rest", () => {
    assert.match(
      problemOf(`${URL_OF_ONE}?sslmode=require&sslmode=disable`),
      /^sslmode: there twice/,
    );
    assert.match(problemOf(`${URL_OF_ONE}?$s3cret!=1`), /^a parameter that has no proper name: /);
  });

  test("that is dropped doesn't reach Postgres, and ours does", async () => {
    const dropped = "application_name=x&connection_limit=5&pgbouncer=true&schema=public";
    const { url } = parseDatabaseUrl(`${process.env["TEST_DATABASE_URL"]}?${dropped}`);
    const sql = connect(url, { poolMax: 1, prepare: true });
    const [row] = await rowsOf(sql<{ name: string }[]>`
      select current_setting('application_name') as name
    `);
    assert.equal(row?.name.trim(), "proxy-checkout-receiver");
    await sql.end({ timeout: 1 });
  });
});

describe("readDatabaseUrl()", () => {
  function problemsOf(env: Environment): readonly string[] {
    const read = createEnvironmentReader({ DATABASE_URL: URL_OF_ONE, ...env });
    readDatabaseUrl(read);
    return read.problems.map((problem) => problem.split(":")[0] ?? "");
  }

  test("refuses variables that the driver follows in silence", () => {
    assert.deepEqual(problemsOf({ PGPREPARE: "false", PGTARGETSESSIONATTRS: "any", PGSSL: " " }), [
      "PGPREPARE",
      "PGTARGETSESSIONATTRS",
    ]);
  });

  test("refuses variables that the driver doesn't read, unless the URL has decided", () => {
    assert.deepEqual(problemsOf({ PGSSLMODE: "verify-full" }), ["PGSSLMODE"]);
    const DATABASE_URL = `${URL_OF_ONE}?sslmode=require`;
    assert.deepEqual(problemsOf({ DATABASE_URL, PGSSLMODE: "verify-full" }), []);
  });

  test("takes no offence at variables that nothing depends on", () => {
    assert.deepEqual(
      problemsOf({ PGHOST: "other", PGPORT: "1", PGUSER: "x", PGDATABASE: "y" }),
      [],
    );
  });
});
