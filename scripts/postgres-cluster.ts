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

/** We look for this in its log, so that must not be translated. */
const READY = "database system is ready to accept connections";

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

  const child = run(cluster, "initdb", [
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
    throw new SetupError(
      `Cannot make a PostgreSQL cluster in ${directory}:\n${child.lastOutput()}`,
    );
  }
  renameSync(draft, `${directory}/data`);
}

/** Starts the server and waits until it takes connections. */
export async function launch(cluster: Cluster, port: number): Promise<Child> {
  const ready = Promise.withResolvers<boolean>();
  const child = run(
    cluster,
    "postgres",
    [
      ...["-D", `${cluster.directory}/data`, "-p", String(port)],
      ...["-c", `listen_addresses=${LOOPBACK}`, "-c", "unix_socket_directories="],
    ],
    () => {
      if (child.lastOutput().includes(READY)) ready.resolve(true);
    },
  );
  const ended = child.exited.then(() => false);
  const settled = Promise.race([ready.promise, ended]);
  if ((await settlesWithin(settled, START_MS, cluster.signal)) && (await settled)) return child;

  await endChild(child, "SIGKILL", 0);
  cluster.signal?.throwIfAborted();
  throw new SetupError(
    `Cannot start PostgreSQL: expected it to take connections within ${START_MS / 1000} s\n${child.lastOutput()}`,
  );
}

/** Runs one of Postgres' programs as its account. */
function run(
  { directory, account, binaries, signal }: Cluster,
  program: string,
  args: readonly string[],
  onOutput: () => void = () => {},
): Child {
  signal?.throwIfAborted();
  return startChild({
    command: `${binaries}/${program}`,
    args,
    environment: { LC_ALL: "C" },
    cwd: directory,
    user: account ?? undefined,
    onOutput,
  });
}
