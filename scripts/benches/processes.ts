/** What processes cost, as Linux tells it in /proc. @module */

import { readdirSync, readFileSync } from "node:fs";

/** The kernel tells times in these, whatever the machine's own clock is. */
const TICKS_PER_SECOND = 100;

type Stat = {
  readonly parent: number;
  readonly ownTicks: number;
  /** Of children that have ended and were waited for. */
  readonly childrenTicks: number;
};

/** CPU seconds of a process alone; 0 of one that is gone. */
export function cpuSecondsOf(pid: number): number {
  return (readStat(pid)?.ownTicks ?? 0) / TICKS_PER_SECOND;
}

/** The same of a process and of its children that have ended, such as a load that it ran. */
export function cpuSecondsWithEnded(pid: number): number {
  const stat = readStat(pid);
  return stat === null ? 0 : (stat.ownTicks + stat.childrenTicks) / TICKS_PER_SECOND;
}

/** The same of a process and all of its children, those that ended included. */
export function cpuSecondsOfFamily(pid: number): number {
  const running = processes()
    .map(readStat)
    .filter((stat) => stat?.parent === pid)
    .reduce((sum, stat) => sum + (stat?.ownTicks ?? 0), 0);
  return cpuSecondsWithEnded(pid) + running / TICKS_PER_SECOND;
}

function processes(): readonly number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function readStat(pid: number): Stat | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error) return null; // ended meanwhile
    throw error;
  }
}

/** @param text A program's name may hold spaces and brackets: what counts comes after the last one. */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const at = (field: number): number => Number(fields[field - 3]); // numbered as in proc(5)
  return { parent: at(4), ownTicks: at(14) + at(15), childrenTicks: at(16) + at(17) };
}
