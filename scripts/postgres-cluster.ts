/** Makes a cluster and starts its server: two programs, each within a deadline. @module */

import { randomBytes } from "node:crypto";
import { chownSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { type Child, endChild, settlesWithin, startChild } from "./child.ts";
import { LOOPBACK } from "./port.ts";
import type { Account } from "./postgres-account.ts";
import { SetupError } from "./setup-error.ts";

/** Each takes about a second; a slow disk or a busy machine is given its time. */
const INITDB_MS = 60_000;
const START_MS = 30_000;

/** Enough for the lines in which Postgres says what it did not like. */
const LOG_CHARACTERS_MAX = 4000;

export type Cluster = {
  readonly directory: string;
  readonly account: Account | null;
  readonly binaries: string;
  readonly signal: AbortSignal | undefined;
};

/**
 * Makes the cluster, aside, and renames it when it is complete: an interrupted one is never taken
 * for one.
 */
export async function initialize(cluster: Cluster): Promise<void> {
  const { directory, account } = cluster;
  const draft = `${directory}/data.draft`;
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(`${directory}/password`, randomBytes(24).toString("hex"), { mode: 0o600 });
  if (account !== null) chownSync(`${directory}/password`, account.uid, account.gid);

  const { child, log } = run(cluster, "initdb", [
    `--pgdata=${draft}`,
    "--username=postgres",
    `--pwfile=${directory}/password`,
    "--auth=scram-sha-256",
    // By the environment's own locale a cluster may turn out SQL_ASCII, or sort as nobody expects.
    "--encoding=UTF8",
    "--locale=C",
  ]);
  const isDone = await settlesWithin(child.exited, INITDB_MS, cluster.signal);
  if (!isDone) await endChild(child, "SIGKILL", 0);
  cluster.signal?.throwIfAborted();
  if ((await child.exited) !== 0) {
    throw new SetupError(`Cannot make a PostgreSQL cluster in ${directory}:\n${log()}`);
  }
  renameSync(draft, `${directory}/data`);
}

/** Starts the server and waits until it takes connections. */
export async function launch(cluster: Cluster, port: number): Promise<Child> {
  const ready = Promise.withResolvers<boolean>();
  const { child, log } = run(
    cluster,
    "postgres",
    [
      ...["-D", `${cluster.directory}/data`, "-p", String(port)],
      ...["-c", `listen_addresses=${LOOPBACK}`, "-c", "unix_socket_directories="],
    ],
    (text) =>
      text.includes("database system is ready to accept connections") && ready.resolve(true),
  );
  const ended = child.exited.then(() => false);
  const settled = Promise.race([ready.promise, ended]);
  if ((await settlesWithin(settled, START_MS, cluster.signal)) && (await settled)) return child;

  await endChild(child, "SIGKILL", 0);
  cluster.signal?.throwIfAborted();
  throw new SetupError(
    `Cannot start PostgreSQL: expected it to take connections within ${START_MS / 1000} s\n${log()}`,
  );
}

/** Runs one of Postgres' programs as its account, and keeps the end of what it says. */
function run(
  { directory, account, binaries, signal }: Cluster,
  program: string,
  args: readonly string[],
  onLog: (text: string) => void = () => {},
): { readonly child: Child; readonly log: () => string } {
  signal?.throwIfAborted();
  let text = "";
  const child = startChild(`${binaries}/${program}`, args, {
    cwd: directory,
    // We look for a line of its log, so that must not be translated.
    env: { LC_ALL: "C" },
    user: account ?? undefined,
    onOutput: (piece) => {
      text = (text + piece).slice(-LOG_CHARACTERS_MAX);
      onLog(text);
    },
  });
  return { child, log: () => text };
}
