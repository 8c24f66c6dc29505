/** Reads a secret from the file that holds it. @module */

import { readFileSync, statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { errorCode } from "./log.ts";

/** No secret is as long; a file that is was named by mistake. */
const BYTES_MAX = 64 * 1024;

export type SecretFile =
  | {
      readonly ok: true;
      /** Its lines without white space at either end, blank ones left out, `\n` between them. */
      readonly text: string;
    }
  /** What was wrong, and what was expected: with the path where something is, nothing of what it says. */
  | { readonly ok: false; readonly problem: string };

/**
 * Reads at once, so that all files of a reload are of the same moment.
 *
 * A byte-order mark, and the line's end that an editor leaves, are no part of a secret.
 */
export function readSecretFile(path: string): SecretFile {
  // Not repeated: who mistook the variable has written the secret itself here.
  if (!isAbsolute(path)) return { ok: false, problem: "expected an absolute path" };
  let named = "what it names"; // it may be a secret that begins with a slash, until it is found
  const problem = (what: string): SecretFile => ({ ok: false, problem: `${named} ${what}` });
  try {
    const stat = statSync(path);
    named = path;
    if (!stat.isFile()) return problem("is no file: expected one that can be read again");
    if (stat.size > BYTES_MAX) return problem("is too large: expected 64 KiB at most");
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
    const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
    const filled = lines.filter((line) => line !== "");
    if (filled.length === 0) return problem("is empty: expected a secret");
    return { ok: true, text: filled.join("\n") };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = errorCode(error);
    if (code === "ENOENT") return problem("is not there: expected a file");
    if (error instanceof TypeError) return problem("is not text: expected UTF-8"); // the decoder's
    return problem(`can't be read (${code ?? error.name}): expected a file of the receiver's user`);
  }
}
