/** Makes the package as a release does, and the others that a registry has to have beside it. */

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import type { Published } from "./registry.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const PROJECT = join(import.meta.dirname, "project");

/** What `/in-process` needs beside it, from the versions that are tested here. */
const BESIDE = ["fast-check", "pure-rand"];

export type Made = {
  /** What was packed. */
  readonly folder: string;
  readonly published: readonly Published[];
  /** What the linters of packages say, a line each. */
  readonly problems: () => Promise<readonly string[]>;
  /** Copies a team's project into a folder. */
  readonly project: (folder: string) => void;
};

/** @param folder For the archives that are not ours; ours is in `dist/`, where `scripts/package` leaves it. */
export async function makePackage(folder: string): Promise<Made> {
  mkdirSync(folder, { recursive: true });
  for (const place of ["scripts/runtimes", "tests/package"]) {
    bun(["install", "--frozen-lockfile", "--silent", "--cwd", place], ROOT);
  }
  const archive = bun(["scripts/package.ts"], ROOT).trim();
  const staged = join(ROOT, "dist/package");
  return {
    folder: staged,
    published: [
      { manifest: manifestIn(staged), archive },
      ...BESIDE.map((name) => repack(join(ROOT, "node_modules", name), join(folder, name))),
    ],
    problems: async () => [...(await publintSays(staged)), ...(await attwSays(archive))],
    project: (to) => cpSync(PROJECT, to, { recursive: true }),
  };
}

/** @returns The path of the executable for a platform. */
export function makeExecutable(platform: string): string {
  return bun(["scripts/package.ts", "--binaries", platform], ROOT).trim();
}

function bun(args: readonly string[], cwd: string): string {
  return execFileSync(process.execPath, [...args], { cwd, encoding: "utf8" });
}

function repack(installed: string, to: string): Published {
  mkdirSync(to, { recursive: true });
  bun(["pm", "pack", "--quiet", "--ignore-scripts", "--destination", to], installed);
  const [archive = ""] = readdirSync(to);
  return { manifest: manifestIn(installed), archive: join(to, archive) };
}

function manifestIn(folder: string): Published["manifest"] {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

async function publintSays(pkgDir: string): Promise<readonly string[]> {
  const { messages, pkg } = await publint({ pkgDir, strict: true, pack: "bun" });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

/** Whoever looks for the types finds them, in all ways of looking but those of CommonJS, which we have not. */
async function attwSays(archive: string): Promise<readonly string[]> {
  const result = await checkPackage(createPackageFromTarballData(readFileSync(archive)));
  if (!result.types) return ["attw: no types"];
  return result.problems.flatMap((problem) =>
    "resolutionKind" in problem && ["node10", "node16-cjs"].includes(problem.resolutionKind)
      ? []
      : [`attw: ${JSON.stringify(problem)}`],
  );
}
