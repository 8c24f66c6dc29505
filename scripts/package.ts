/**
 * Makes what other people's projects install: the harness as a package for npm, or as executables.
 *
 * @module
 */

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { typedAs } from "../harness/settings/typed-as.ts";
import { printedHelp } from "./help.ts";
import { runScript } from "./lifetime.ts";
import { bundleCommandLine, bundleInProcess, compile, TARGETS } from "./packaging/bundle.ts";
import { writeDeclarations } from "./packaging/declarations.ts";
import { manifestOf, PACKAGE } from "./packaging/manifest.ts";
import { runBun } from "./packaging/run-bun.ts";
import { thirdPartyText } from "./packaging/third-party.ts";

const COMMAND = typedAs("package");

const HELP = `Usage: ${COMMAND} [--binaries [<platform>...]]

Makes dist/${PACKAGE}-<version>.tgz, the harness as npm has it.

Options:
  --binaries   executables instead, with Bun in them, for ${TARGETS.join(", ")},
               or those of them that are named. For another platform than this machine's Bun fetches
               its own executable of that platform.

GITHUB_REPOSITORY, owner/name, is the repository that the package names.

Examples:
  ${COMMAND}
  ${COMMAND} --binaries linux-x64`;

const DIST = resolve("dist");
/** What is packed, as it is. */
const STAGED = `${DIST}/package`;

if (!printedHelp(HELP)) await runScript(makePackages);

async function makePackages(): Promise<number> {
  const [option, ...named] = process.argv.slice(2);
  const targets = TARGETS.filter((target) => named.length === 0 || named.includes(target));
  const wrong = named.find((name) => !TARGETS.some((target) => target === name));
  if ((option !== undefined && option !== "--binaries") || wrong !== undefined) {
    const expected = `expected nothing, or --binaries and some of ${TARGETS.join(", ")}`;
    console.error(`Cannot package with "${wrong ?? option}": ${expected}`);
    return 2;
  }
  const manifest = manifestOf(
    JSON.parse(readFileSync("package.json", "utf8")),
    process.env["GITHUB_REPOSITORY"],
  );
  if (option === undefined) console.log(await pack(manifest));
  else {
    for (const target of targets) {
      const file = `${DIST}/${PACKAGE}-${manifest.version}-${target}`;
      await compile(file, target);
      console.log(target.startsWith("windows") ? `${file}.exe` : file);
    }
  }
  return 0;
}

/** @returns The archive's path. */
async function pack(manifest: ReturnType<typeof manifestOf>): Promise<string> {
  rmSync(STAGED, { recursive: true, force: true });
  mkdirSync(`${STAGED}/dist`, { recursive: true });
  const [ofCommandLine, ofInProcess] = await Promise.all([
    bundleCommandLine(`${STAGED}/dist/main.js`),
    bundleInProcess(`${STAGED}/dist/in-process.js`),
    writeDeclarations(`${STAGED}/types`),
  ]);
  writeFileSync(`${STAGED}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(
    `${STAGED}/THIRD-PARTY.md`,
    thirdPartyText([...new Set([...ofCommandLine, ...ofInProcess])]),
  );
  for (const file of ["LICENSE", "CHANGELOG.md"]) cpSync(file, `${STAGED}/${file}`);
  // The pages that requirements name, and the schemas.
  cpSync("docs", `${STAGED}/docs`, { recursive: true });
  cpSync("scripts/packaging/README.md", `${STAGED}/README.md`);

  await runBun(["pm", "pack", "--quiet", "--ignore-scripts", "--destination", DIST], STAGED);
  return `${DIST}/${manifest.name}-${manifest.version}.tgz`;
}
