/**
 * The other runtimes that the receiver is judged on, at pinned versions.
 *
 * The platform packages, not `deno` and `node` themselves: those fetch what they need by install
 * scripts that want Node and npm, where Bun alone should do.
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import { findExecutable, isExecutable } from "./find-executable.ts";
import type { Lifetime } from "./lifetime.ts";
import { SetupError } from "./setup-error.ts";

const FOLDER = "scripts/runtimes";

/** The executables in the platform packages; there are none for systems without glibc. */
const PACKAGES = {
  deno: `@deno/${process.platform}-${process.arch}-glibc/deno`,
  node: `node-${process.platform}-${process.arch}/bin/node`,
} as const;

/**
 * Installs the runtimes that have a package for this platform; others must be on the PATH.
 *
 * @returns The PATH on which `bun`, `deno` and `node` are the ones to judge on.
 * @throws {SetupError} If one of them is to be had neither way.
 */
export async function installRuntimes(lifetime: Pick<Lifetime, "start">): Promise<string> {
  const args = ["install", "--frozen-lockfile", "--silent", "--cwd", FOLDER];
  if ((await lifetime.start(process.execPath, args).exited) !== 0) {
    throw new SetupError(`Cannot install the runtimes that ${FOLDER}/bun.lock names: see above`);
  }
  const path = process.env["PATH"] ?? "";
  return [findFolder("deno", path), findFolder("node", path), dirname(process.execPath), path].join(
    ":",
  );
}

/** @returns The folder that holds a runtime's executable. */
function findFolder(name: keyof typeof PACKAGES, path: string): string {
  const installed = resolve(FOLDER, "node_modules", PACKAGES[name]);
  const executable = isExecutable(installed) ? installed : findExecutable(name, path);
  if (executable !== null) return dirname(executable);
  throw new SetupError(
    `Cannot find ${name}: ${FOLDER} has no package for this platform, expected one on the PATH`,
  );
}
