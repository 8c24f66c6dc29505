/**
 * Which of two states of one Proxy object is the newer, whatever order we heard of them in.
 *
 * This file is A11, once. Here it tells a stale read; the same key, compared in the same way by
 * Postgres, guards the write (`../apply.ts`).
 *
 * @module
 */

import type { ProxyEvent } from "@proxy-checkout/server-js";
import type { VersionKey } from "../entitlement.ts";
import { nanosecondsOf, toMilliseconds } from "./instant.ts";

/** What orders two states of one object, most significant first. */
export type Version = {
  /** Nanoseconds since 1970. */
  readonly updatedAtNs: bigint;
  readonly statusRank: number;
  readonly cancelAtPeriodEnd: boolean;
  /** Nanoseconds since 1970; `null` comes first. */
  readonly currentPeriodEndNs: bigint | null;
};

/** What A11 looks at: a session, a subscription, or an event's snapshot of either. */
type State = {
  readonly updatedAt: string;
  readonly status: string | null;
  readonly cancelAtPeriodEnd?: boolean | null;
  readonly currentPeriodEnd?: string | null;
};

/**
 * The orders of A5 and of A11, finals last. One table for both objects: only states of one object
 * are ever compared, and `cancelled`, the status they share, is final in both.
 */
const STATUS_RANK: ReadonlyMap<string | null, number> = new Map([
  ["created", 0],
  ["payer_handoff_pending", 1],
  ["payer_opened", 2],
  ["paid", 3],
  ["provisionable", 4],

  ["trialing", 0],
  ["active", 1],
  ["past_due", 2],

  ["cancelled", 5],
  ["failed", 6],
  ["expired", 7],
]);

/** Of a status that we don't know. Nothing is written by one: it only ever meets {@link isStale}. */
const UNKNOWN_RANK = -1;

/** @throws {RangeError} If an instant has more than nine digits of a second: it is not to be rounded. */
export function versionOf(state: State): Version {
  const periodEnd = state.currentPeriodEnd ?? null;
  return {
    updatedAtNs: nanosecondsOf(state.updatedAt),
    statusRank: STATUS_RANK.get(state.status) ?? UNKNOWN_RANK,
    cancelAtPeriodEnd: state.cancelAtPeriodEnd ?? false,
    currentPeriodEndNs: periodEnd === null ? null : nanosecondsOf(periodEnd),
  };
}

/** A11's four parts in their order, as JavaScript compares them exactly. */
function partsOf(version: Version): readonly (bigint | number)[] {
  return [
    version.updatedAtNs,
    version.statusRank,
    Number(version.cancelAtPeriodEnd),
    version.currentPeriodEndNs ?? Number.NEGATIVE_INFINITY,
  ];
}

/**
 * Spells the parts for Postgres, an instant in milliseconds with six decimals.
 *
 * Milliseconds, since rows have them that were written when stamps were cut to these. Such a row
 * is held for the beginning of its millisecond, and gets its digits with the next state.
 */
export function keyOf(version: Version): VersionKey {
  return partsOf(version).map((part) => (typeof part === "bigint" ? toMilliseconds(part) : part));
}

/** @returns Below zero where `a` is the older, above zero where it is the newer. */
export function compareVersions(a: Version, b: Version): number {
  const other = partsOf(b);
  for (const [index, part] of partsOf(a).entries()) {
    const opposite = other[index] ?? part;
    if (part !== opposite) return part < opposite ? -1 : 1;
  }
  return 0;
}

/**
 * Tells whether Proxy answered with a state older than the one that the event was made from.
 *
 * A replica that lags does this. Recorded as done, the event's transition would be lost for good.
 */
export function isStale(read: Version, event: ProxyEvent): boolean {
  if (event.objectUpdatedAt === null) return false;
  const snapshot = { status: null, ...event.objectSnapshot, updatedAt: event.objectUpdatedAt };
  const announced = versionOf(snapshot);
  // Nobody can tell where a status that we don't know stands: the clock alone decides then, or a
  // read that will never rank higher would be refused for ever.
  const isRanked = read.statusRank !== UNKNOWN_RANK && announced.statusRank !== UNKNOWN_RANK;
  return isRanked ? compareVersions(read, announced) < 0 : read.updatedAtNs < announced.updatedAtNs;
}
