/** What runs here: this code, and the runtime that runs it. @module */

import process from "node:process";

/** As in `package.json` and `CHANGELOG.md` of the project that this comes from. */
export const VERSION = "0.1.0";

/** The latest migration that this code was written for. */
export const SCHEMA = "0007";

export type Build = {
  readonly version: string;
  readonly runtime: "bun" | "deno" | "node";
  readonly runtime_version: string;
  readonly schema: string;
};

export function describeBuild(): Build {
  const { bun, deno, node } = process.versions;
  const runtime = bun !== undefined ? "bun" : deno !== undefined ? "deno" : "node";
  return {
    version: VERSION,
    runtime,
    runtime_version: bun ?? deno ?? node,
    schema: SCHEMA,
  };
}
