/**
 * How the commands of this project are typed where this process was started.
 *
 * Whoever has Node alone types `scripts/harness`, from wherever; others `bun run harness`, or the file
 * itself; and who has the package, `npx` and its name. A line that we print is typed again by the same
 * person, in the same folder.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { basename, join, relative } from "node:path";
import process from "node:process";
import packageJson from "../../package.json" with { type: "json" };
import { type Packaged, packaged, ROOT } from "./own-files.ts";
import { shellWord } from "./shell-word.ts";

export type Call = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where it was typed. */
  readonly folder: string;
  readonly executable: string;
  /** Null where it runs from its sources. */
  readonly packaged: Packaged | null;
};

/** The commands in `scripts/`, and what a runtime runs for them. */
const FILES = {
  harness: "harness/main.ts",
  demo: "scripts/demo.ts",
  dev: "scripts/dev.ts",
  hunt: "scripts/hunt.ts",
  matrix: "scripts/matrix.ts",
  package: "scripts/package.ts",
  bench: "scripts/bench.ts",
  test: "scripts/test.ts",
} as const;

/** @returns The words that begin the command line, quoted for a POSIX shell. */
export function typedAs(name: keyof typeof FILES, call: Call = thisCall()): string {
  const { environment, folder, executable } = call;
  if (call.packaged !== null) return typedPackage(call.packaged, call);
  const runner = runnerOf(call);
  if (runner !== null) return runner === "npm" ? `npm run ${name} --` : `${runner} run ${name}`;

  // Set by scripts/setup.sh.
  const scripts = environment["HARNESS_SCRIPTS"] ?? "";
  if (scripts !== "") return shellWord(`${scripts}/${name}`);

  const runtime = basename(executable).replace(/\.exe$/, "");
  return [
    isOnPath(runtime, environment) ? runtime : shellWord(executable),
    ...(runtime === "deno" ? ["run", "-A"] : []),
    shellWord(relative(folder, join(ROOT, FILES[name]))),
  ].join(" ");
}

/** @returns A file of the project, named from its root, as it is typed where we were started. */
export function typedFile(file: string): string {
  return shellWord(relative(process.cwd(), join(ROOT, file)) || ".");
}

/** What runs a package, by the names that package managers have for themselves. */
const PACKAGE_RUNNERS: ReadonlyMap<string, string> = new Map([
  ["npm", "npx"],
  ["bun", "bunx"],
  ["pnpm", "pnpm dlx"],
  ["yarn", "yarn dlx"],
]);

function typedPackage({ name, kind }: Packaged, call: Call): string {
  const { environment, folder, executable } = call;
  const program = basename(executable);
  if (kind === "executable") {
    return isOnPath(program, environment)
      ? program
      : shellWord(relative(folder, executable).replace(/^(?!\.\.\/)/, "./"));
  }
  // First of all: Deno's tasks call themselves npm.
  if (/^deno(\.exe)?$/.test(program)) return `deno run -A npm:${name}`;
  const [manager = ""] = (environment["npm_config_user_agent"] ?? "").split("/");
  const runner = PACKAGE_RUNNERS.get(manager);
  if (runner !== undefined) return `${runner} ${name}`;
  if (isOnPath(name, environment)) return name;
  return `${/^bun(\.exe)?$/.test(program) ? "bunx" : "npx"} ${name}`;
}

function isOnPath(program: string, environment: Call["environment"]): boolean {
  const places = (environment["PATH"] ?? "").split(":");
  return places.some((place) => existsSync(join(place, program)));
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
  return {
    environment: process.env,
    folder: process.cwd(),
    executable: process.execPath,
    packaged,
  };
}
