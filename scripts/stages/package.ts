/** The package that the harness's image is made of. @module */

import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { Lifetime } from "../lifetime.ts";
import { SetupError } from "../setup-error.ts";

const NAME = "proxy-checkout-conformance";
const FOLDER = "dist/package";

/** By scripts/package; where that is not there yet, the harness in one file is enough to try the image. */
export async function makePackage(lifetime: Pick<Lifetime, "start">): Promise<void> {
  const run = async (command: string, ...args: readonly string[]): Promise<void> => {
    if ((await lifetime.start(command, args).exited) === 0) return;
    throw new SetupError(`Cannot make the package: ${command} ${args.join(" ")} failed`);
  };
  if (existsSync("scripts/package")) return run("scripts/package");

  await rm("dist", { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile("package.json", "utf8")));
  const manifest = { name: NAME, version, type: "module", bin: { [NAME]: "main.js" } };
  await writeFile(`${FOLDER}/package.json`, JSON.stringify(manifest));
  const outfile = `--outfile=${FOLDER}/main.js`;
  await run(process.execPath, "build", "harness/main.ts", "--target=node", outfile);
  await run("tar", "-czf", `dist/${NAME}-${version}.tgz`, "-C", "dist", "package");
}
