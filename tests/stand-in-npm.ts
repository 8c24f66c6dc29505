/** A PATH on which `npx` runs this project's harness, where npm would fetch the package of it. @module */

import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import packageJson from "../package.json" with { type: "json" };

const ROOT = resolve(import.meta.dirname, "..");

/** As recipes and the Action name it. */
export const PACKAGE = `proxy-checkout-conformance@${packageJson.version}`;

/** What runs the test takes Node's place, at whichever version is asked for. */
const BUN = `exec '${process.execPath}'`;

const PROGRAMS = {
  node: `${BUN} "$@"`,
  npm: `[ "$*" = ci ]`,
  npx: `
    if [ "$1 $2" != '--yes ${PACKAGE}' ]; then
      echo "npm error 404 $2" >&2
      exit 1
    fi
    shift 2
    ${BUN} '${ROOT}/harness/main.ts' "$@"`,
};

/**
 * @param folder Where its programs are to be.
 * @param others Programs of the same names that are wanted instead.
 */
export async function standInNpm(
  folder: string,
  others: Partial<typeof PROGRAMS> = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, script] of Object.entries({ ...PROGRAMS, ...others })) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return `${folder}:${process.env["PATH"]}`;
}
