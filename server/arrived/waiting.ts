/** Rows that wait in memory to be written, within a bound. @module */

import type { DeliveryRow } from "./rows.ts";

/** A burst of so many is kept whole; 5 MB. */
export const ROWS_MAX = 5000;

/** Of captured headers and bodies, in characters. */
const CAPTURED_MAX = 8 * 1024 * 1024;

export type Waiting = {
  readonly size: () => number;
  readonly hasRoom: () => boolean;
  /** To be asked for room first. */
  readonly add: (row: DeliveryRow) => void;
  /** Takes the oldest out, up to so many. */
  readonly take: (count: number) => readonly DeliveryRow[];
};

export function createWaiting(): Waiting {
  const rows: DeliveryRow[] = [];
  let captured = 0;
  return {
    size: () => rows.length,
    hasRoom: () => rows.length < ROWS_MAX && captured < CAPTURED_MAX,
    add: (row) => {
      rows.push(row);
      captured += charactersOf(row);
    },
    take: (count) => {
      const taken = rows.splice(0, count);
      for (const row of taken) captured -= charactersOf(row);
      return taken;
    },
  };
}

function charactersOf({ captured }: DeliveryRow): number {
  if (captured === null) return 0;
  const headers = captured.headers.flat().map((text) => text?.length ?? 0);
  return headers.reduce((sum, length) => sum + length, captured.body?.length ?? 0);
}
