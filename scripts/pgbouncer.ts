/** PgBouncer in transaction mode, before a Postgres: what a pooler does to a receiver. @module */

import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { freePort } from "../harness/target/managed-target.ts";
import { type Child, endChild, settlesWithin, startChild } from "./child.ts";
import { LOOPBACK } from "./port.ts";
import { findAccount } from "./postgres-account.ts";
import { SetupError } from "./setup-error.ts";

const START_MS = 10_000;
const STOP_MS = 5000;

/** It writes so once it listens. */
const READY = "process up";

export type PgbouncerOptions = {
  /** That of the database behind it, with a user and a password. */
  readonly databaseUrl: string;
  /** Of its own, which the user that Postgres runs as reaches. */
  readonly directory: string;
  /** Connections to the database. */
  readonly poolSize: number;
  /** Start-up parameters that it drops; it refuses what it doesn't know and isn't told to drop. */
  readonly ignored?: readonly string[];
};

export type Pgbouncer = {
  /** As the database's, through the pooler. */
  readonly url: string;
  /** Ends it with all its connections, and starts it again. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** @throws {SetupError} If it doesn't listen in time, with what it wrote. */
export async function startPgbouncer(options: PgbouncerOptions): Promise<Pgbouncer> {
  const directory = resolve(options.directory);
  const port = await freePort();
  const file = `${directory}/pgbouncer.ini`;
  const account = findAccount(); // it refuses to run as root, too
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, settingsOf(options, port), { mode: 0o600 });
  if (account !== null) {
    for (const path of [directory, file]) chownSync(path, account.uid, account.gid);
  }
  const launch = async (): Promise<Child> => {
    const ready = Promise.withResolvers<boolean>();
    const child = startChild({
      command: "pgbouncer",
      args: [file],
      environment: {},
      cwd: directory,
      user: account ?? undefined,
      onOutput: () => {
        if (child.lastOutput().includes(READY)) ready.resolve(true);
      },
    });
    const isOver = child.exited.then(() => false);
    const settled = Promise.race([ready.promise, isOver]);
    if ((await settlesWithin(settled, START_MS)) && (await settled)) return child;
    await endChild(child, "SIGKILL", 0);
    throw new SetupError(`Cannot start PgBouncer: expected it to listen\n${child.lastOutput()}`);
  };

  let child = await launch();
  const url = new URL(options.databaseUrl);
  url.host = `${LOOPBACK}:${port}`;
  const stop = () => endChild(child, "SIGTERM", STOP_MS);
  const restart = async () => {
    await stop();
    child = await launch();
  };
  return { url: url.href, restart, stop };
}

/** Whoever comes is let in, as the one user of the database. */
function settingsOf(
  { databaseUrl, poolSize, ignored = [] }: PgbouncerOptions,
  port: number,
): string {
  const { hostname, port: databasePort, pathname, username, password } = new URL(databaseUrl);
  const upstream = `host=${hostname} port=${databasePort} user=${username} password=${password}`;
  return `
[databases]
${pathname.slice(1)} = ${upstream}
[pgbouncer]
listen_addr = ${LOOPBACK}
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 1000
ignore_startup_parameters = ${ignored.join(",")}
`;
}
