/** What is read of an environment, and what `.env.example` says that there is to read. @module */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Environment } from "../environment.ts";

/** @returns The names of all that `reading` asks for, sorted. */
export function namesRead(reading: (env: Environment) => unknown): readonly string[] {
  const names = new Set<string>();
  reading(new Proxy({}, { get: (_, name) => void names.add(String(name)) }));
  return [...names].toSorted();
}

/** @returns The variables below a heading of `.env.example`, with their values; a blank one is empty. */
export async function readExample(heading: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(new URL("../.env.example", import.meta.url), "utf8");
  const start = `${heading.toLowerCase()}\n`;
  const section = text.split(/^## /m).find((part) => part.toLowerCase().startsWith(start)) ?? "";
  const lines = section.split("\n").filter((line) => /^\w+=/.test(line));
  return Object.fromEntries(lines.map((line) => line.split("=", 2)));
}

/** @returns Those that have a value. */
export function withoutBlanks(example: Readonly<Record<string, string>>): Environment {
  return Object.fromEntries(Object.entries(example).filter(([, value]) => value !== ""));
}

/** Gives each secret of an environment the text of each other, and expects that alone to be wrong. */
export function assertRefusesEqualSecrets(
  env: Environment,
  problemsOf: (env: Environment) => readonly string[],
): void {
  assert.deepEqual(problemsOf(env), []);
  const names = Object.keys(env).filter((name) => /SECRET|TOKEN/.test(name));
  assert.ok(names.length > 1);
  for (const [index, first] of names.entries()) {
    for (const second of names.slice(index + 1)) {
      const problems = problemsOf({ ...env, [second]: env[first] });
      assert.deepEqual(problems, [`${second}: the same as ${first}: expected one of its own`]);
    }
  }
}
