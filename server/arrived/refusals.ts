/**
 * Counts refusals in memory, so that however many come, what is written of them stays small.
 *
 * @module
 */

import type { Arrival } from "../arrival.ts";
import type { Reason } from "../verdict.ts";
import { type SampleRow, toSampleRow } from "./rows.ts";

/** What `refusal_sample` keeps of each route and reason. */
export const SAMPLES_MAX = 10;

/** An hour without a database, if every route had every reason each minute of it. */
const COUNTS_MAX = 6000;

const MINUTE_MS = 60_000;

export type CountRow = {
  readonly minute: Date;
  readonly route: string;
  readonly reason: string;
  readonly count: number;
};

export type RefusalRows = {
  readonly counts: readonly CountRow[];
  readonly samples: readonly (SampleRow & { readonly slot: number })[];
};

export type RefusalCounts = {
  readonly add: (arrival: Arrival, reason: Reason) => void;
  readonly isEmpty: () => boolean;
  /** @returns What was counted since it was taken last. */
  readonly take: () => RefusalRows;
  /** Adds up again what was taken and could not be written; its samples are gone. */
  readonly putBack: (rows: RefusalRows) => void;
};

export function createRefusalCounts(): RefusalCounts {
  let counts = new Map<string, CountRow>();
  let samples = new Map<string, SampleRow[]>();
  /** Of each route and reason, since the beginning: which slot is next. */
  const seen = new Map<string, number>();

  const count = (row: CountRow): void => {
    const key = `${row.minute.getTime()} ${row.route} ${row.reason}`;
    const held = counts.get(key);
    if (held === undefined && counts.size >= COUNTS_MAX) return;
    counts.set(key, { ...row, count: row.count + (held?.count ?? 0) });
  };

  return {
    isEmpty: () => counts.size === 0,
    add: (arrival, reason) => {
      const { route } = arrival.learned;
      const minute = new Date(Math.floor(arrival.receivedAt.getTime() / MINUTE_MS) * MINUTE_MS);
      count({ minute, route, reason, count: 1 });
      const key = `${route} ${reason}`;
      const number = seen.get(key) ?? 0;
      seen.set(key, number + 1);
      const held = samples.get(key) ?? [];
      held[number % SAMPLES_MAX] = toSampleRow(arrival, reason);
      samples.set(key, held);
    },
    take: () => {
      const taken: RefusalRows = {
        counts: [...counts.values()],
        samples: [...samples.values()].flatMap((rows) =>
          // Not all slots need be filled: `flatMap` on the entries passes over holes as undefined.
          [...rows.entries()].flatMap(([slot, row]) =>
            row === undefined ? [] : [{ ...row, slot }],
          ),
        ),
      };
      counts = new Map();
      samples = new Map();
      return taken;
    },
    putBack: ({ counts: rows }) => rows.forEach(count),
  };
}
