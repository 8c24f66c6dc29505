/**
 * Who runs Postgres, and what that user can reach.
 *
 * Postgres refuses to run as root. Run by root, as in most containers, it runs as somebody else,
 * who often can't reach a clone that lies under root's home or another closed folder.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { SetupError } from "./setup-error.ts";

/** Bounds a question to the system that is answered within a few ms. */
const ANSWER_MS = 10_000;

export type Account = { readonly uid: number; readonly gid: number };

/** @returns The user to run Postgres as; `null` if that is ourselves. */
export function findAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((flag) => readId(flag, name));
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new SetupError(
    "Cannot run PostgreSQL as root: expected a user named postgres or nobody to run it as",
  );
}

/**
 * Says whether the account may execute a file, or pass through a folder.
 *
 * The system is asked, as that user, rather than the parents' modes read: it also knows of groups,
 * access lists and mounts. Never by starting the file itself: Bun waits for ever for a program that
 * the user can't reach.
 */
export function canReach(account: Account | null, path: string): boolean {
  if (account === null) return true;
  const asked = spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", path], {
    ...account,
    cwd: "/",
    timeout: ANSWER_MS,
  });
  return asked.status === 0;
}

/**
 * Makes the first of some folders that the account can reach.
 *
 * @throws {SetupError} If it can reach none.
 */
export function makeReachable(folders: readonly string[]): string {
  const account = findAccount();
  for (const folder of folders) {
    // Others may pass through, for they include the account, but not look around. Not by mkdir's
    // own mode, from which a strict umask would take that away.
    if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o711);
    if (canReach(account, folder)) return folder;
  }
  throw new SetupError(
    `Cannot keep data where PostgreSQL's user reaches it: expected a way into ${folders.join(" or ")}`,
  );
}

function readId(flag: string, name: string): number | undefined {
  const asked = spawnSync("id", [flag, name], { encoding: "utf8", timeout: ANSWER_MS });
  return asked.status === 0 ? Number(asked.stdout) : undefined;
}
