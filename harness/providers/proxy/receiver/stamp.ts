/** Stamps as this receiver reads them: with all the digits that they have. @module */

/** A11: with more digits of a second than are compared it is none. */
const STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const NS_A_MS = 1_000_000n;

export function isStamp(value: unknown): value is string {
  return typeof value === "string" && STAMP.test(value) && !Number.isNaN(Date.parse(value));
}

/** @returns Nanoseconds since 1970. `Date` keeps three digits of a second: the others are added. */
export function stampOf(stamp: string): bigint {
  const [, beyond = ""] = /\.\d{3}(\d*)/.exec(stamp) ?? [];
  const ms = Date.parse(stamp.replace(/(\.\d{3})\d*/, "$1"));
  return BigInt(ms) * NS_A_MS + BigInt(beyond.padEnd(6, "0"));
}

/** Below zero, zero or above it, like a difference that a number can't always hold. */
export function signOf(difference: bigint): number {
  return Number(difference > 0n) - Number(difference < 0n);
}
