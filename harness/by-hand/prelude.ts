/** The functions that scripts call, in files of their own, where a shell's tools can read them. @module */

import { readFileSync } from "node:fs";

export type Part =
  | "setup"
  | "sign-t-v1"
  | "sign-standard-webhooks"
  | "sign"
  | "send"
  | "settle"
  | "second-secret"
  | "other-secret"
  | "simulate"
  | "probe"
  | "ask";

/** @returns Shell functions and variables, the last line ended. */
export function part(name: Part): string {
  return readFileSync(new URL(`parts/${name}.sh`, import.meta.url), "utf8");
}
