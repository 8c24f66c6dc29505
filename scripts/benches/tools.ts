/** What a bench needs that the project doesn't bring: Debian's PostgreSQL, with pgbench, and wrk. @module */

import { existsSync, readdirSync } from "node:fs";
import { findExecutable, isExecutable } from "../find-executable.ts";
import { SetupError } from "../setup-error.ts";

/** All from one folder: a pgbench of another version measures another server. */
const PROGRAMS = ["initdb", "postgres", "pgbench"] as const;

/** Where Debian keeps each version's programs. */
const DEBIAN = "/usr/lib/postgresql";

/**
 * @param path Folders, separated by colons.
 * @returns The folder of PostgreSQL's programs.
 * @throws {SetupError} Saying what to install.
 */
export function requireTools(path: string): string {
  if (!existsSync("/proc/self/stat")) {
    throw new SetupError(
      "Cannot bench here: expected Linux, whose /proc tells what processes cost",
    );
  }
  const binaries = findBinaries([...path.split(":"), ...versionsIn(DEBIAN)]);
  const missing = [
    ...(binaries === null ? ["postgresql"] : []),
    ...(findExecutable("wrk", path) === null ? ["wrk"] : []),
  ];
  if (binaries !== null && missing.length === 0) return binaries;
  const programs = missing.map((name) => (name === "wrk" ? "wrk" : "pgbench beside postgres"));
  throw new SetupError(
    `Cannot bench: expected ${programs.join(" and ")}: apt-get install ${missing.join(" ")}`,
  );
}

export function findBinaries(folders: readonly string[]): string | null {
  const hasAll = (folder: string) => PROGRAMS.every((name) => isExecutable(`${folder}/${name}`));
  return folders.find(hasAll) ?? null;
}

/** The newest first. */
function versionsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => `${folder}/${version}/bin`);
}
