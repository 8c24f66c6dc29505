/**
 * A good delivery with one thing odd about it, and what may become of it.
 *
 * The default is an event of an unknown type, which needs no state and changes none: whether it is
 * acknowledged or refused, the oddity alone decided.
 *
 * @module
 */

import type { Delivery } from "../courier/delivery.ts";
import { describe, isAccepted } from "../courier/outcome.ts";
import type { Header } from "../courier/scheme.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { Target } from "../target/target.ts";
import { Broken } from "../target/verdict.ts";
import { assertReached, expectAccepted, expectRefused, expectStatus } from "../trial/expect.ts";
import { ping } from "../trial/ping.ts";
import type { Statuses } from "../trial/sender.ts";
import type { Trial } from "../trial/trial.ts";

/** By the words that a finding uses for them: no clock, no id, nothing that differs between runs. */
export type Oddities = Readonly<Record<string, Delivery>>;

/** Well beyond the tolerance: on the wire, seconds pass between signing and checking. */
export const OUTSIDE_SECONDS = 30;

/** Added to the time that a target has, so that an answer in its last moment counts. */
const GRACE_MS = 1_000;

/** Signed in time, but so long ago that it has to be refused. */
export function stale({ toleranceSeconds }: Target): Delivery {
  return { skewSeconds: -toleranceSeconds - OUTSIDE_SECONDS };
}

/** How long to wait for what becomes of a request whose body is never whole. */
export function patienceWith({ bodyWithinMs }: Target): number {
  return bodyWithinMs + GRACE_MS;
}

/** @throws {Broken} At the first delivery that is answered otherwise: any refusal by default. */
export async function expectEachRefused(
  trial: Trial,
  oddities: Oddities,
  allowed: Statuses = ["4xx"],
): Promise<void> {
  for (const [what, oddity] of Object.entries(oddities)) {
    expectStatus(await trial.deliver({ ...ping(trial), ...oddity }), allowed, what);
  }
}

/** @throws {Broken} At the first delivery that is acknowledged; how the others are refused is open. */
export async function expectNoneTaken(trial: Trial, oddities: Oddities): Promise<void> {
  for (const [what, oddity] of Object.entries(oddities)) {
    expectRefused(await trial.deliver({ ...ping(trial), ...oddity }), what);
  }
}

/** @throws {Broken} At the first delivery that is not acknowledged. */
export async function expectEachTaken(trial: Trial, oddities: Oddities): Promise<void> {
  for (const [what, oddity] of Object.entries(oddities)) {
    expectAccepted(await trial.deliver({ ...ping(trial), ...oddity }), what);
  }
}

/**
 * For what a runtime may refuse by itself before anyone has read it to the end.
 *
 * An answer that comes that early is lost where the connection is reset behind it.
 */
export function expectStatusOrCut(outcome: WireOutcome, allowed: Statuses, what: string): void {
  if (outcome.kind !== "cut") expectStatus(outcome, allowed, what);
}

/**
 * For a request that is never whole: how it is given up is the runtime's affair, not for how long.
 *
 * @throws {Broken} If it was waited for too long, or acknowledged.
 */
export function expectGivenUp(outcome: WireOutcome, what: string): void {
  assertReached(outcome);
  if (outcome.kind === "timed_out" || isAccepted(outcome)) {
    throw new Broken(`${what}: expected it to be given up in time, got ${describe(outcome)}`);
  }
}

/** Rewrites a header's value. Names are compared without their case, which is each scheme's own. */
export function rewriting(
  wanted: string,
  change: (value: string) => string,
): NonNullable<Delivery["bendHeaders"]> {
  return (headers) =>
    headers.map(([name, value]) => [name, isNamed(name, wanted) ? change(value) : value] as const);
}

/** Leaves headers out. */
export function without(...unwanted: readonly string[]): NonNullable<Delivery["bendHeaders"]> {
  return (headers) => headers.filter(([name]) => !unwanted.some((each) => isNamed(name, each)));
}

/** Sends a header a second time, with another value or the same. */
export function repeating(
  wanted: string,
  change: (value: string) => string = (value) => value,
): NonNullable<Delivery["bendHeaders"]> {
  return (headers) =>
    headers.flatMap((header) => {
      const [name, value] = header;
      const again: Header = [name, change(value)];
      return isNamed(name, wanted) ? [header, again] : [header];
    });
}

/** Another signature of the same form: its first character is exchanged for another. */
export function inverted(mac: string): string {
  return mac.replace(/^./, (first) => (first === "a" ? "b" : "a"));
}

/** Changes each signature before it is put into headers. */
export function signatures(change: (mac: string) => string): NonNullable<Delivery["bend"]> {
  return (parts) => ({ ...parts, signatures: parts.signatures.map(change) });
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function isNamed(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted;
}
