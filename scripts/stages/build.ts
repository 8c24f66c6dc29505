/**
 * Makes the stages of a Dockerfile in folders, by its own lines, where there is no engine to make images.
 *
 * A stage's folder stands for its file system's root; what the base image brings are this machine's
 * programs. So commands must name their files from WORKDIR on.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { cp, glob, mkdir, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import dockerignore from "@balena/dockerignore";
import type { Lifetime } from "../lifetime.ts";
import { SetupError } from "../setup-error.ts";
import { parseStages, type Stage } from "./dockerfile.ts";

export type Built = Stage & {
  /** The folder that stands for `/`. */
  readonly root: string;
};

/**
 * @param home Where each stage gets a folder.
 * @param path The PATH of what is run.
 * @returns The stages in their order.
 * @throws {SetupError} If a command of a stage fails, or names a file that the project doesn't give out.
 */
export async function buildStages(
  lifetime: Pick<Lifetime, "start">,
  dockerfile: string,
  { home, path }: { readonly home: string; readonly path: string },
): Promise<readonly Built[]> {
  const built: Built[] = [];
  for (const [index, stage] of parseStages(readFileSync(dockerfile, "utf8")).entries()) {
    const root = join(home, `${basename(dockerfile)}-${stage.name || index}`);
    const folder = join(root, stage.folder);
    await mkdir(folder, { recursive: true });
    for (const step of stage.steps) {
      if (step.do === "run") {
        await run(lifetime, step.command, { folder, path });
        continue;
      }
      const from = built.find(({ name }) => name === step.from)?.root ?? null;
      if (step.from !== null && from === null) throw new Error(`No stage is named ${step.from}`);
      for (const source of step.sources) await copy({ from, source, folder, to: step.to });
    }
    built.push({ ...stage, root });
  }
  return built;
}

async function run(
  { start }: Pick<Lifetime, "start">,
  command: string,
  { folder, path }: { readonly folder: string; readonly path: string },
): Promise<void> {
  if (/(^|[\s="'])\//.test(command)) {
    throw new Error(`Cannot run "${command}" in a folder: expected paths from WORKDIR on`);
  }
  const child = start("env", [`--chdir=${folder}`, "sh", "-c", command], { PATH: path });
  if ((await child.exited) !== 0) throw new SetupError(`Cannot make the stage: ${command} failed`);
}

/** What the project gives out to a build. */
const ignored = dockerignore.default().add(readFileSync(".dockerignore", "utf8"));

type Copying = {
  /** Null for the project's folder. */
  readonly from: string | null;
  readonly source: string;
  readonly folder: string;
  readonly to: string;
};

/** As COPY does: of a folder what is in it, and a file into what ends with a slash. */
async function copy({ from, source, folder, to }: Copying): Promise<void> {
  const found = await Array.fromAsync(glob(source.replace(/^\//, ""), { cwd: from ?? "." }));
  if (found.length === 0) throw new SetupError(`Cannot copy ${source}: expected it to be there`);
  for (const name of found) {
    const path = join(from ?? ".", name);
    if (from === null && ignored.ignores(name)) {
      throw new SetupError(`Cannot copy ${name}: .dockerignore keeps it out`);
    }
    const isInto = to.endsWith("/") && !(await stat(path)).isDirectory();
    await cp(path, join(folder, to, isInto ? basename(name) : ""), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => from !== null || !ignored.ignores(relative(".", file)),
    });
  }
}
