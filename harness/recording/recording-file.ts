/** The file that is recorded into: nobody else's to read, and not there until something is recorded. @module */

import { closeSync, fchmodSync, lstatSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { explainFileTrouble } from "../settings/file-trouble.ts";
import { UsageError } from "../settings/usage-error.ts";

export type RecordingFile = {
  /** Writes a line to its end, at once. */
  readonly append: (line: string) => void;
  /** It takes its place, and that of what was there. Until then an old recording stays as it is. */
  readonly begin: () => void;
  /** What was never begun is gone. */
  readonly close: () => void;
};

/**
 * @param replaces Whether a file that is there may be replaced.
 * @throws {UsageError} Where something is there that may not, or it can't be written.
 */
export function openRecording(out: string, replaces: boolean): RecordingFile {
  const there = lstatSync(out, { throwIfNoEntry: false });
  // A device or a link would be lost for others, too.
  if (there !== undefined && !there.isFile()) {
    throw new UsageError([`--out ${out} is no file: name another`]);
  }
  const written = replaces ? `${out}.new` : out;
  const file = open(out, written, replaces);
  let hasBegun = false;
  return {
    append: (line) => void writeSync(file, line),
    begin: () => {
      if (replaces) renameSync(written, out);
      hasBegun = true;
    },
    close: () => {
      closeSync(file);
      if (!hasBegun) rmSync(written, { force: true });
    },
  };
}

function open(out: string, written: string, replaces: boolean): number {
  try {
    // Made anew: who has the old one open, or may read it, does not get this one.
    if (replaces) rmSync(written, { force: true });
    const file = openSync(written, "wx", 0o600);
    fchmodSync(file, 0o600);
    return file;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw new UsageError([`--out ${out} is there already: add --force to replace it`]);
    }
    throw new UsageError([`--out ${out}: ${explainFileTrouble(error, "write")}`]);
  }
}
