/** The types of `/in-process`, as the compiler sees them, and nothing that they don't need. @module */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize, resolve } from "node:path";
import { runBun } from "./run-bun.ts";

const DOOR = "in-process";

/** A module that a declaration names. */
const IMPORT = /(?<=(?:\bfrom |\bimport |\bimport\()")(\.[^"]+)\.ts(?=")/g;

/** Writes `in-process.d.ts` and the declarations that it needs into a folder, as `harness/` has them. */
export async function writeDeclarations(folder: string): Promise<void> {
  const emitted = mkdtempSync(join(tmpdir(), "proxy-checkout-types-"));
  try {
    const config = join(emitted, "tsconfig.json");
    writeFileSync(config, JSON.stringify(configOf(emitted)));
    await runBun(["run", "--bun", "tsc", "--project", config]);
    copy(join(emitted, "harness"), folder);
  } finally {
    rmSync(emitted, { recursive: true });
  }
}

function configOf(emitted: string) {
  return {
    extends: resolve("tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: resolve("."),
      outDir: emitted,
      typeRoots: [resolve("node_modules/@types")],
    },
    files: [resolve(`harness/${DOOR}.ts`)],
  };
}

/** From the door on: the compiler writes what the code imports, and that is nearly everything. */
function copy(from: string, to: string): void {
  const wanted = new Set([DOOR]);
  for (const module of wanted) {
    const text = readFileSync(join(from, `${module}.d.ts`), "utf8");
    for (const named of modulesIn(text, module)) wanted.add(named);
    const target = join(to, `${module}.d.ts`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, withoutSources(text));
  }
}

/** @returns The modules beside it that a declaration names, from the door's folder, without endings. */
export function modulesIn(text: string, module: string): readonly string[] {
  return [...text.matchAll(IMPORT)].map(([, to = ""]) => normalize(join(dirname(module), to)));
}

/** Names `.js` where the sources name `.ts`: not every tool looks for a `.d.ts` behind that. */
export function withoutSources(text: string): string {
  return text.replaceAll(IMPORT, "$1.js");
}
