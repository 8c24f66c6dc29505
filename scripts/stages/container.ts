/**
 * Runs what an image would run, as its user: nothing of our environment, no rights, and no place to
 * write to but /tmp.
 *
 * @module
 */

import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Child } from "../child.ts";
import { findExecutable } from "../find-executable.ts";
import type { Lifetime } from "../lifetime.ts";
import { SetupError } from "../setup-error.ts";
import type { Built } from "./build.ts";

export type Container = {
  readonly stage: Built;
  /** Starts a program with the image's variables and more. */
  readonly start: (
    command: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ) => Child;
};

/** @returns Why it can't be tried on this machine; null where it can. */
export function explainUntried(): string | null {
  if (process.platform !== "linux") return "this is not Linux";
  if (process.getuid?.() !== 0) return "only root can run something as another user";
  const path = process.env["PATH"] ?? "";
  return findExecutable("setpriv", path) === null ? "setpriv is not there (util-linux)" : null;
}

/**
 * @param path The PATH on which the runtimes are found. The stage gets a copy of its own, since ours may lie where its
 * user can't go.
 */
export async function openContainer(
  { start }: Pick<Lifetime, "start">,
  stage: Built,
  path: string,
): Promise<Container> {
  const [name = ""] = stage.entrypoint;
  const runtime = findExecutable(name, path);
  if (runtime === null) throw new SetupError(`Cannot find ${name}: expected it on the PATH`);
  const programs = join(stage.root, "usr/local/bin");
  await cp(runtime, join(programs, name), { dereference: true });
  const [uid = "", gid = ""] = stage.user.split(":");

  const open: Container["start"] = (command, environment = {}) => {
    const variables = {
      PATH: `${programs}:/usr/bin:/bin`,
      HOME: "/", // as where the user has no entry
      DENO_DIR: join(stage.root, "deno-dir"), // the base image's, which belongs to somebody else
      ...stage.environment,
      ...environment,
    };
    const pairs = Object.entries(variables).map(([key, value]) => `${key}=${value}`);
    // Each becomes the next, so that signals arrive as in a container.
    return start("env", [
      ...["--ignore-environment", `--chdir=${join(stage.root, stage.folder)}`, ...pairs],
      ...["/usr/bin/setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"],
      ...["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--", ...command],
    ]);
  };
  const isKept = open([
    "/bin/sh",
    "-c",
    'test ! -w . && test ! -w node_modules && test "$(id -u)" != 0',
  ]);
  if ((await isKept.exited) !== 0) {
    throw new Error(
      `Cannot try ${stage.root}: expected a folder that ${stage.user} can't write to`,
    );
  }
  return { stage, start: open };
}
