/**
 * The other runtimes that the receiver and the package are tried on, at pinned versions.
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
  /** The oldest that the package is for. */
  "node-22": `node-22-${process.platform}-${process.arch}/bin/node`,
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
  const folders = [findRuntime("deno"), findRuntime("node"), process.execPath].map(dirname);
  return [...folders, process.env["PATH"] ?? ""].join(":");
}

/**
 * @returns The executable of a runtime that {@link installRuntimes} has installed, or of the PATH.
 * @throws {SetupError} If it is to be had neither way.
 */
export function findRuntime(name: keyof typeof PACKAGES): string {
  const installed = resolve(FOLDER, "node_modules", PACKAGES[name]);
  if (isExecutable(installed)) return installed;
  const executable = findExecutable(name, process.env["PATH"] ?? "");
  if (executable !== null) return executable;
  throw new SetupError(
    `Cannot find ${name}: ${FOLDER} has no package for this platform, expected one on the PATH`,
  );
}
