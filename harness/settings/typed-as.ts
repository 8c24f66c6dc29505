/**
 * How the commands of this project are typed where this process was started.
 *
 * Whoever has Node alone types `scripts/harness`, from wherever; others `bun run harness`, or the file
 * itself. A line that we print is typed again by the same person, in the same folder.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { basename, join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import packageJson from "../../package.json" with { type: "json" };
import { shellWord } from "./shell-word.ts";

export type Call = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where it was typed. */
  readonly folder: string;
  readonly executable: string;
};

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The commands in `scripts/`, and what a runtime runs for them. */
const FILES = {
  harness: "harness/main.ts",
  demo: "scripts/demo.ts",
  dev: "scripts/dev.ts",
  hunt: "scripts/hunt.ts",
  test: "scripts/test.ts",
} as const;

/** @returns The words that begin the command line, quoted for a POSIX shell. */
export function typedAs(name: keyof typeof FILES, call: Call = thisCall()): string {
  const { environment, folder, executable } = call;
  const runner = runnerOf(call);
  if (runner !== null) return runner === "npm" ? `npm run ${name} --` : `${runner} run ${name}`;

  // Set by scripts/setup.sh.
  const scripts = environment["HARNESS_SCRIPTS"] ?? "";
  if (scripts !== "") return shellWord(`${scripts}/${name}`);

  const runtime = basename(executable).replace(/\.exe$/, "");
  const isOnPath = (environment["PATH"] ?? "")
    .split(":")
    .some((place) => existsSync(join(place, runtime)));
  return [
    isOnPath ? runtime : shellWord(executable),
    ...(runtime === "deno" ? ["run", "-A"] : []),
    shellWord(relative(folder, join(ROOT, FILES[name]))),
  ].join(" ");
}

/** @returns A file of the project, named from its root, as it is typed where we were started. */
export function typedFile(file: string): string {
  return shellWord(relative(process.cwd(), join(ROOT, file)) || ".");
}

/** @returns The package manager that runs a script of our package.json; null if none does. */
function runnerOf({ environment, folder }: Call): string | null {
  // All of them change to the package's folder; what they start elsewhere only inherits the variables.
  const isOurs =
    environment["npm_package_name"] === packageJson.name && relative(ROOT, folder) === "";
  const [runner = ""] = (environment["npm_config_user_agent"] ?? "").split("/");
  return isOurs && runner !== "" ? runner : null;
}

function thisCall(): Call {
  return { environment: process.env, folder: process.cwd(), executable: process.execPath };
}
