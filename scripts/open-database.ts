/** The database that a script works on: the one it is given, or one of its own. @module */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createDatabase, dropDatabase, readServerVersion } from "./database.ts";
import type { Lifetime } from "./lifetime.ts";
import { startPostgres } from "./postgres.ts";
import { makeReachable } from "./postgres-account.ts";
import { SetupError } from "./setup-error.ts";

export type Database = {
  readonly url: string;
  /** What and where it is, for people: never the password. */
  readonly description: string;
};

/** Takes `DATABASE_URL`, or else starts a Postgres that is gone without a trace with the script. */
export async function openDatabase(lifetime: Lifetime): Promise<Database> {
  const given = process.env["DATABASE_URL"] ?? "";
  if (given !== "") return describeDatabase(given);

  const directory = await makeTemporaryFolder(lifetime);
  const { url, version } = await lifetime.own(
    startPostgres({ directory, signal: lifetime.signal }),
    (server, impatient) => server.stop(impatient),
  );
  return { url, description: `PostgreSQL ${version} (embedded, temporary)` };
}

/** @throws {SetupError} If nobody answers there, or not to this user. */
export async function describeDatabase(url: string): Promise<Database> {
  if (!URL.canParse(url)) {
    throw new SetupError(
      "Cannot use DATABASE_URL: expected postgres://user:password@host/database",
    );
  }
  const { host, pathname } = new URL(url);
  const version = await readServerVersion(url);
  return { url, description: `PostgreSQL ${version} at ${host}${pathname} (DATABASE_URL)` };
}

/** Makes a database on that server that nobody has written to, and that is dropped with the script. */
export function freshDatabase(lifetime: Lifetime, url: string): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  return lifetime.own(createDatabase(url, name), () => dropDatabase(url, name));
}

/** Makes a folder that Postgres' user can reach, and that is removed with the script. */
export function makeTemporaryFolder(lifetime: Lifetime): Promise<string> {
  const home = makeReachable([tmpdir(), "/tmp"]);
  return lifetime.own(mkdtemp(`${home}/proxy-checkout-`), (path) =>
    rm(path, { recursive: true, force: true }),
  );
}
