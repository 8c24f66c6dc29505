/** Where counterexamples are kept between runs: a file each. @module */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Counterexample, readCounterexample, writeCounterexample } from "./counterexample.ts";

/** @param complain Is told of every file there that is no counterexample. */
export function readCounterexamples(
  folder: string,
  verbs: readonly string[],
  complain: (problem: string) => void,
): readonly Counterexample[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.toSorted().flatMap((name) => {
    const read = readCounterexample(readFileSync(join(folder, name), "utf8"), verbs);
    if (read.ok) return [read.counterexample];
    complain(`${join(folder, name)} ${read.problem}`);
    return [];
  });
}

/** @returns The file's path. A later one of the same invariant and seed takes its place. */
export function keepCounterexample(folder: string, counterexample: Counterexample): string {
  const { invariant, found } = counterexample;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${invariant.replaceAll("/", "-")}-seed-${found.seed}.json`);
  writeFileSync(file, writeCounterexample(counterexample));
  return file;
}
