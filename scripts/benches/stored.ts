/** Is what was acknowledged there, once each, and nothing beside it? @module */

import { setTimeout as pause } from "node:timers/promises";

/** Rows of each kind, one of each an event. */
export type Stored = Readonly<Record<string, number>>;

export type Answered = {
  readonly acknowledged: number;
  /** Answered otherwise, or lost: what was refused half-way is finished when it is sent again. */
  readonly refused: number;
  /** In flight when the load ended, and answered to nobody. */
  readonly inFlight: number;
};

/** What was in flight is finished by then, on the slowest machine. */
const SETTLED_MS_MAX = 10_000;
const LOOK_EVERY_MS = 100;

/** Counts until all is as it should be, or what was in flight has had its time. */
export async function settledStored(
  count: () => Promise<Stored>,
  answered: Answered,
): Promise<Stored> {
  const endsAt = performance.now() + SETTLED_MS_MAX;
  for (;;) {
    const stored = await count();
    if (wrongIn(stored, answered) === null || performance.now() > endsAt) return stored;
    await pause(LOOK_EVERY_MS);
  }
}

/** @returns What is wrong; null where nothing is. A fast wrong answer is a wrong one. */
export function wrongIn(
  stored: Stored,
  { acknowledged, refused, inFlight }: Answered,
): string | null {
  const max = acknowledged + refused + inFlight;
  const rows = Object.values(stored);
  const spelled = Object.entries(stored)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");
  const were = `${acknowledged} acknowledged, ${refused} refused, ${inFlight} in flight at the end`;
  if (rows.some((count) => count < acknowledged)) return `lost: ${spelled} of ${were}`;
  if (rows.some((count) => count > max)) return `too many: ${spelled} of ${were}`;
  if (Math.max(...rows) - Math.min(...rows) > refused) return `half done: ${spelled} of ${were}`;
  return null;
}
