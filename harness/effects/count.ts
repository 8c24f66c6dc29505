/** A number that the receiver's effects add up to, read again and again while they may still come. @module */

import { setTimeout as wait } from "node:timers/promises";
import { Broken, Unreachable } from "../target/verdict.ts";
import { createLag } from "../trial/lag.ts";
import { type Look, settled } from "../trial/settling.ts";

/** @throws {CountFailed} If there is no number to be had. */
export type ReadCount = (signal: AbortSignal) => Promise<number>;

/** That accuses nobody: the message says what was read instead, and what is expected. */
export class CountFailed extends Unreachable {}

/** How the number is given its time. */
export type Patience = {
  /** How long the receiver may take to apply what it has acknowledged. */
  readonly settleMs: number;
  readonly signal: AbortSignal;
};

/** No page says that an effect is carried out before the answer: without `--settle` it has so long. */
const LATE_MS = 2_000;
const STILL_MS = 250;
const LOOKS_MAX = 20;
/** Longer than a second: what changes with a clock changes within it. */
const WATCHED_MS = 1_200;

/**
 * Reads until the number is the same twice: what is still under way is not taken for what comes next.
 *
 * @throws {CountFailed} If it never is.
 */
export async function standingStill(
  read: ReadCount,
  { settleMs, signal }: Patience,
): Promise<number> {
  let last = await read(signal);
  for (let looks = 1; looks < LOOKS_MAX; looks += 1) {
    await wait(Math.max(STILL_MS, settleMs), undefined, { signal });
    const next = await read(signal);
    if (next === last) return next;
    last = next;
  }
  throw new CountFailed(
    "The number of --verify-cmd goes on changing while nothing is delivered: expected one that this receiver alone changes",
  );
}

/**
 * Waits until the number has risen as far as it should, and watches for a while that it stays there.
 *
 * @param before What it was.
 * @returns By how much it has risen in the end.
 */
export async function riseOf(
  read: ReadCount,
  { before, owed }: { readonly before: number; readonly owed: number },
  patience: Patience,
): Promise<number> {
  const lag = createLag(allowedMs(patience));
  const startedAt = performance.now();
  let rose = Number.NaN;
  const look: Look = async () => {
    rose = (await read(patience.signal)) - before;
    const objection = rose === owed ? null : DIFFERS;
    // What was carried out too often is not taken back.
    return { shown: [], objection, forbidden: rose > owed ? DIFFERS : null };
  };
  await settled(look, { lag, hearing: { answeredAt: () => startedAt } });
  return rose > owed ? (await standingStill(read, patience)) - before : rose;
}

/**
 * Watches, while nothing is delivered, that nobody changes the number: else it says nothing of a receiver.
 *
 * @throws {CountFailed} If it changes.
 */
export async function undisturbed(
  read: ReadCount,
  number: number,
  patience: Patience,
): Promise<void> {
  const until = performance.now() + Math.max(patience.settleMs, WATCHED_MS);
  while (performance.now() < until) {
    await wait(STILL_MS, undefined, { signal: patience.signal });
    const now = await read(patience.signal);
    if (now === number) continue;
    throw new CountFailed(
      `The number of --verify-cmd went from ${number} to ${now} while nothing was delivered: expected one that this receiver alone changes; where it carries out later what it owes, give it longer by --settle <ms>`,
    );
  }
}

/** @returns What to say where the number fell short: it may only be late. */
export function waitedInWords(patience: Pick<Patience, "settleMs">): string {
  return `It had ${allowedMs(patience)} ms to rise: what is carried out later is given longer by --settle <ms>`;
}

function allowedMs({ settleMs }: Pick<Patience, "settleMs">): number {
  return Math.max(settleMs, LATE_MS);
}

const DIFFERS = new Broken("differs");
