/** A target's end that nobody asked for. @module */

import { setTimeout as wait } from "node:timers/promises";
import type { Ending, ProcessGroup } from "./process-group.ts";

export type Death = Ending & {
  /** The end of what it had written by then. */
  readonly output: string;
};

export type DeathWatch = {
  /** How the one that is followed ended by itself; null where it runs, or was to end. */
  readonly death: () => Death | null;
  /** The end of the one that is followed is asked for. */
  readonly expect: () => void;
  /** Forgets the one before. */
  readonly follow: (started: ProcessGroup) => void;
};

export function watchDeaths(first: ProcessGroup): DeathWatch {
  let followed = first;
  let isExpected = false;
  let death: Death | null = null;
  const follow = (started: ProcessGroup): void => {
    followed = started;
    isExpected = false;
    death = null;
    void started.over.then((ending) => {
      if (started !== followed || isExpected) return;
      death = { ...ending, output: started.lastOutput() };
    });
  };
  follow(first);
  return {
    death: () => death,
    expect: () => {
      isExpected = true;
    },
    follow,
  };
}

/** @returns How it ended, in words: `exit code 1`, `SIGKILL`. */
export function inWords({ code, signal }: Ending): string {
  return signal ?? `exit code ${code}`;
}

const LOOK_EVERY_MS = 10;

/** @returns How a target ended by itself, as soon as it has; null where it still runs after so long. */
export async function deathWithin(
  target: { readonly death: () => Death | null } | null,
  milliseconds: number,
): Promise<Death | null> {
  const deadline = performance.now() + milliseconds;
  while (target !== null && target.death() === null && performance.now() < deadline) {
    await wait(LOOK_EVERY_MS);
  }
  return target?.death() ?? null;
}
