/** The code of the package: everything in one file, or in one executable. @module */

import { readdirSync, readFileSync, rmSync } from "node:fs";
import { z } from "zod";
import type { Packaged } from "../../harness/settings/own-files.ts";
import { PACKAGE } from "./manifest.ts";
import { runBun } from "./run-bun.ts";

const ENTRY = "scripts/packaging/entry.ts";

/** By the names that Bun has for platforms. */
export const TARGETS = [
  "linux-x64",
  "linux-arm64",
  "darwin-x64",
  "darwin-arm64",
  "windows-x64",
] as const;

/**
 * Writes the command line as one file for Node, Bun and Deno.
 *
 * @returns The packages that are in it, by their names.
 */
export async function bundleCommandLine(file: string): Promise<readonly string[]> {
  return bundle(ENTRY, file, ["--define", defined("package")]);
}

/** Writes the door for test suites, without fast-check: its arbitraries must meet the caller's. */
export async function bundleInProcess(file: string): Promise<readonly string[]> {
  return bundle("harness/in-process.ts", file, ["--external", "fast-check"]);
}

/**
 * Writes an executable with Bun in it; where that isn't this machine's own, Bun fetches it.
 *
 * The folder in which it is typed may be anybody's: it takes no settings from there.
 */
export async function compile(file: string, target: (typeof TARGETS)[number]): Promise<void> {
  const nothing = ["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig"];
  const how = [
    "--compile",
    ...nothing,
    `--target=bun-${target}`,
    "--define",
    defined("executable"),
  ];
  await runBun(["build", ENTRY, ...how, "--outfile", file]);
}

async function bundle(
  entry: string,
  file: string,
  more: readonly string[],
): Promise<readonly string[]> {
  const inputs = `${file}.inputs.json`;
  const how = ["--target=node", ...more, `--metafile=${inputs}`];
  await runBun(["build", entry, ...how, "--outfile", file]);
  const packages = packagesIn(JSON.parse(readFileSync(inputs, "utf8")));
  rmSync(inputs);
  return packages;
}

function packagesIn(metafile: unknown): readonly string[] {
  const { inputs } = z.object({ inputs: z.record(z.string(), z.unknown()) }).parse(metafile);
  const names = Object.keys(inputs).flatMap((input) => {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input)?.[1];
    return name === undefined ? [] : [name];
  });
  return [...new Set(names)].toSorted();
}

/** For the bundler: what the code is to find in the place of a name. */
function defined(kind: Packaged["kind"]): string {
  const packaged: Packaged = { name: PACKAGE, kind, texts: ownTexts() };
  return `PACKAGED=${JSON.stringify(packaged)}`;
}

/** All that the harness reads at run time: the shell parts of what `explain` prints, and what its pages are made of. */
function ownTexts(): Readonly<Record<string, string>> {
  const files = readdirSync("harness", { recursive: true, encoding: "utf8" });
  const texts = files.filter((file) => /\.sh$|^pages\/assets\//.test(file)).toSorted();
  return Object.fromEntries(
    texts.map((text) => [`harness/${text}`, readFileSync(`harness/${text}`, "utf8")]),
  );
}
