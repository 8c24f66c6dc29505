/** Ports on loopback: which are free, and which one to take. @module */

import { isFree } from "../harness/target/managed-target.ts";
import { SetupError } from "./setup-error.ts";

export const LOOPBACK = "127.0.0.1";

/** How many ports from the preferred one on are tried. */
const TRIES_MAX = 20;

/**
 * Says whether we could listen on a port now.
 *
 * @throws {SetupError} If this user may not listen on it, as on those below 1024.
 */
export async function isAvailable(port: number): Promise<boolean> {
  try {
    return await isFree(port);
  } catch (error) {
    const isForbidden = error instanceof Error && "code" in error && error.code === "EACCES";
    if (!isForbidden) throw error;
    throw new SetupError(`Cannot listen on port ${port}: expected one that this user may use`);
  }
}

/**
 * Chooses a port by an environment variable, else the first free one from `preferred` on.
 *
 * @throws {SetupError} If the port that was asked for is no port or is busy: taking another one
 * would leave its owner waiting at the wrong door.
 */
export async function choosePort(variable: string, preferred: number): Promise<number> {
  const given = process.env[variable] ?? "";
  if (given !== "") return requirePort(variable, given);

  for (let port = preferred; port < preferred + TRIES_MAX; port += 1) {
    if (await isAvailable(port)) return port;
  }
  throw new SetupError(
    `Cannot find a free port from ${preferred} to ${preferred + TRIES_MAX - 1}: set ${variable} to a free one`,
  );
}

async function requirePort(variable: string, given: string): Promise<number> {
  const port = Number(given);
  if (!/^\d{1,5}$/.test(given) || port < 1 || port > 65_535) {
    throw new SetupError(`Cannot use ${variable}: expected a port number, 1 to 65535`);
  }
  if (await isAvailable(port)) return port;
  throw new SetupError(`Cannot use ${variable}: expected port ${port} to be free, but it is busy`);
}
