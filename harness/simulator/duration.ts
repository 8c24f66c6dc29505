/** Time that passes, as a person says it. @module */

import type { Wait } from "./world.ts";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
  ["millisecond", 1],
] as const;

const NS_A_MS = 1_000_000;

const SMALL_UNITS = [
  ["microsecond", 1000],
  ["nanosecond", 1],
] as const;

/** @returns `30 days`, `1 minute, 1 second`; `no time` where it is none. */
export function duration({ ms, ns = 0 }: Pick<Wait, "ms" | "ns">): string {
  const wholeMs = ms + Math.floor(ns / NS_A_MS);
  const parts = [...counted(wholeMs, UNITS), ...counted(ns % NS_A_MS, SMALL_UNITS)];
  return parts.length === 0 ? "no time" : parts.join(", ");
}

/** @returns `30 days pass`, `1 second passes`. */
export function passing(wait: Wait): string {
  const words = duration(wait);
  return /^1 \w+$|^no time$/.test(words) ? `${words} passes` : `${words} pass`;
}

function counted(
  amount: number,
  units: readonly (readonly [name: string, size: number])[],
): readonly string[] {
  let rest = amount;
  return units.flatMap(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count === 0) return [];
    return [count === 1 ? `1 ${name}` : `${count} ${name}s`];
  });
}
