/** A recording's file. @module */

import { readFileSync, statSync } from "node:fs";
import { parseRecording, RECORDING_BYTES_MAX, type Recording } from "../recording/recording.ts";
import { explainFileTrouble } from "../settings/file-trouble.ts";

/** @param complain Is told of everything that is wrong with it, the file's name first. */
export function readRecording(file: string, complain: (problem: string) => void): Recording | null {
  let text: string;
  try {
    if (statSync(file).size > RECORDING_BYTES_MAX) {
      complain(`${file} has over ${RECORDING_BYTES_MAX} bytes: take lines out at its end`);
      return null;
    }
    text = readFileSync(file, "utf8");
  } catch (error) {
    complain(`${file}: ${explainFileTrouble(error, "read")}`);
    return null;
  }
  const parsed = parseRecording(text);
  if (parsed.ok) return parsed.recording;
  for (const problem of parsed.problems) complain(`${file} ${problem}`);
  return null;
}
