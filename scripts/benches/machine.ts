/** On what was measured: figures of another machine are other figures. @module */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { arch, cpus, release, totalmem, type } from "node:os";
import type { Result } from "./result.ts";

const RUNTIMES = new URL("../runtimes/package.json", import.meta.url);

/** @param postgres Its version. */
export function describeMachine(postgres: string): Result["machine"] {
  const [cpu] = cpus();
  const bun = process.versions["bun"] ?? "of unknown version";
  return {
    cpu: cpu?.model.trim() ?? "unknown processor",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}`,
    software: [`PostgreSQL ${postgres}`, `Bun ${bun}`, ...otherRuntimes()].join(", "),
    commit: readCommit(),
  };
}

/** As they are pinned, by their packages for this platform. */
function otherRuntimes(): readonly string[] {
  const { optionalDependencies }: { optionalDependencies: Readonly<Record<string, string>> } =
    JSON.parse(readFileSync(RUNTIMES, "utf8"));
  return Object.entries(optionalDependencies)
    .filter(([name]) => name.includes(`linux-${arch()}`))
    .filter(([, version]) => !version.startsWith("npm:")) // the older Node, which no receiver runs on
    .map(([name, version]) => `${name.startsWith("@deno/") ? "Deno" : "Node"} ${version}`);
}

function readCommit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch (error) {
    if (error instanceof Error) return "unknown"; // a copy without its history, or no git
    throw error;
  }
}
