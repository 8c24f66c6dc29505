/** A person at a shell, in a folder, who types what is printed. @module */

import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

export type Ending = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Nothing of what runs the test: a package manager's variables are about that. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|HARNESS_|CONFORMANCE_)/.test(name)),
);

/** Types a line at a shell. */
export function type(
  line: string,
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ending> {
  const child = spawn("sh", ["-c", line], {
    cwd,
    env: { ...ENVIRONMENT, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return hearOut(child);
}

/** Waits for the end of what was typed, and for all that it prints. */
export async function hearOut(
  child: ChildProcessByStdio<null, Readable, Readable>,
): Promise<Ending> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

/** What was printed after a word at the beginning of a line. */
export function printedAfter(word: string, { stdout, stderr }: Ending): string {
  const line = new RegExp(`^ +${word} +(\\S.*)$`, "m").exec(stdout)?.[1];
  assert.ok(line !== undefined, `${stdout}\n${stderr}`);
  return line;
}
