/** The functions that scripts call, in files of their own, where a shell's tools can read them. @module */

import { readOwnText } from "../settings/own-files.ts";

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
  return readOwnText(`harness/by-hand/parts/${name}.sh`);
}
