/**
 * Finds a Postgres that outlived the script which started it, and ends it.
 *
 * A script that is killed with SIGKILL can't stop its Postgres, and the next one finds the data in
 * use. Nothing is ended on the word of a pid file alone: its number may be another process by now.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { SetupError } from "./setup-error.ts";

/** A fast shutdown writes a checkpoint, of little data here. */
const SHUTDOWN_MS = 20_000;
const LOOK_AGAIN_MS = 50;

/** Notes who starts Postgres here, so that an orphan can be told from somebody's child. */
export function writeOwner(directory: string): void {
  writeFileSync(`${directory}/owner.pid`, `${process.pid}\n`);
}

/**
 * Ends what a killed script left running on this folder's data.
 *
 * @throws {SetupError} If the Postgres there has not lost its parent: another script is using it.
 */
export async function endOrphan(directory: string): Promise<void> {
  const pidFile = `${directory}/data/postmaster.pid`;
  const pid = readPid(pidFile);
  if (pid === null) return;

  const found = readProcess(pid);
  if (found === null || !found.command.includes(`-D ${directory}/data `)) {
    // Left by a crash. Postgres would see a recycled number as itself, and refuse to start.
    rmSync(pidFile);
    return;
  }
  if (found.parent === readPid(`${directory}/owner.pid`)) {
    throw new SetupError(
      `Cannot use ${directory}: process ${found.parent} is using it, expected it to be stopped first`,
    );
  }

  process.kill(pid, "SIGINT");
  for (const deadline = Date.now() + SHUTDOWN_MS; readProcess(pid) !== null; ) {
    if (Date.now() > deadline) {
      throw new SetupError(
        `Cannot stop an orphaned PostgreSQL: end process ${pid}, then try again`,
      );
    }
    await setTimeout(LOOK_AGAIN_MS);
  }
}

function readPid(file: string): number | null {
  if (!existsSync(file)) return null;
  const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  return pid > 1 ? pid : null;
}

/** @returns A running process's parent and command line; `null` if there is none. */
function readProcess(pid: number): { readonly parent: number; readonly command: string } | null {
  // Not every small Linux image has `ps`, and macOS has no /proc.
  if (existsSync("/proc/self/stat")) return readProc(pid);
  const { stdout } = spawnSync("ps", ["-o", "ppid=,command=", "-p", String(pid)], {
    encoding: "utf8",
  });
  const [, parent, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? [];
  return parent === undefined || command === undefined ? null : { parent: Number(parent), command };
}

function readProc(pid: number): { readonly parent: number; readonly command: string } | null {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    // A zombie has no command line any more: it runs nothing.
    return command === "" ? null : { parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]), command };
  } catch (error) {
    if (
      error instanceof Error &&
      "code" in error &&
      ["ENOENT", "ESRCH"].includes(String(error.code))
    ) {
      return null;
    }
    throw error;
  }
}
