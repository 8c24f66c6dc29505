/**
 * Puts the correct receivers, and the mutants whose bugs are a matter of order, before every schedule
 * of a size: in memory, in a thread for each core.
 *
 * @module
 */

import type { Size } from "../exhaustive/enumeration.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { inThreads, type ScheduleTask } from "./judges.ts";
import { type Played, type ScheduleMatrix, together } from "./schedule-matrix.ts";
import { SHOWN_BY_SCHEDULES } from "./shown-by-schedules.ts";

export type ScheduleHuntOptions = {
  readonly size: Size;
  /** Whose correct receivers are put before them. */
  readonly providers: readonly string[];
  readonly mutants: readonly Mutant[];
  readonly signal: AbortSignal;
  readonly onJudged: (name: string) => void;
};

/** So many that the threads end at about the same time. */
const PARTS = 24;

/** @returns The mutants that a schedule of that size is known to show. */
export function shownWithin(size: Size, mutants: readonly Mutant[]): readonly Mutant[] {
  return mutants.filter(({ name }) => {
    const { events, deviations } = SHOWN_BY_SCHEDULES.get(name) ?? NEVER;
    return events <= size.events && deviations <= size.deviations;
  });
}

const NEVER: Size = { events: Number.POSITIVE_INFINITY, deviations: 0 };

/** @returns What was found until then, if it is interrupted. */
export async function huntBySchedules(options: ScheduleHuntOptions): Promise<ScheduleMatrix> {
  const { size, providers, mutants, signal, onJudged } = options;
  const play = (names: readonly string[]): Promise<readonly Played[]> => {
    const task: ScheduleTask = { file: "schedule-thread.ts", names, size };
    return inThreads(task, signal, ({ name }: Played) => onJudged(name));
  };
  const parts = [...Array(PARTS).keys()].map((index) => `${index + 1}/${PARTS}`);
  const names = providers.flatMap((provider) => parts.map((part) => `${provider} ${part}`));
  const correct = together(await play(names));
  const judged = await play(mutants.map(({ name }) => name));
  return {
    size,
    correct,
    mutants: mutants.flatMap(({ name, bug }) => {
      const played = judged.find((one) => one.name === name);
      const expected = SHOWN_BY_SCHEDULES.get(name) ?? null;
      return played === undefined ? [] : [{ ...played, bug, expected }];
    }),
  };
}
