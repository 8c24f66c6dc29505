/** The licences of what is bundled, which ask to go where the code goes. @module */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { z } from "zod";

const manifestSchema = z.object({ version: z.string(), license: z.string() });

/**
 * @param packages By their names; each is in `node_modules/`.
 * @throws If one has no licence's text: then it can't be given on.
 */
export function thirdPartyText(packages: readonly string[]): string {
  const parts = packages.map((name) => {
    const folder = `node_modules/${name}`;
    const manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const { version, license } = manifestSchema.parse(manifest);
    return `## ${name} ${version} (${license})\n\n${indent(licenceIn(folder))}\n`;
  });
  return `# What else is in this package\n\n${parts.join("\n")}`;
}

function licenceIn(folder: string): string {
  const file = existsSync(folder)
    ? readdirSync(folder).find((name) => /^licen[cs]e(\.\w+)?$/i.test(name))
    : undefined;
  if (file === undefined) throw new Error(`Cannot bundle ${folder}: it has no text of a licence`);
  return readFileSync(`${folder}/${file}`, "utf8").trim();
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "    ");
}
