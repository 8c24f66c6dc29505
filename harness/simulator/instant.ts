/**
 * Instants to the nanosecond, as text: ISO 8601. A sender's stamps may have more digits of a second
 * than the three that `Date` keeps.
 *
 * @module
 */

const NS_A_MS = 1_000_000n;
const NS_A_S = 1_000_000_000n;

const PARTS = /^([^.]*?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** @returns Nanoseconds since 1970 of an instant with at most nine digits of a second. */
export function nanosecondsOf(instant: string): bigint {
  const [, second = "", fraction = "", zone = ""] = PARTS.exec(instant) ?? [];
  return BigInt(Date.parse(second + zone)) * NS_A_MS + BigInt(fraction.padEnd(9, "0"));
}

/** @returns The instant in UTC, with milliseconds, and whatever digits it has beyond them. */
export function instantAt(nanoseconds: bigint): string {
  const { ms, ns } = split(nanoseconds);
  const beyond = String(ns).padStart(6, "0").replace(/0+$/, "");
  return new Date(ms).toISOString().replace("Z", `${beyond}Z`);
}

/** @returns The instant so many milliseconds later, with all the digits that it had. */
export function later(instant: string, ms: number): string {
  return instantAt(joined({ ms, ns: 0 }) + nanosecondsOf(instant));
}

/** @returns The instant without its fraction of a second. */
export function wholeSecond(instant: string): string {
  const nanoseconds = nanosecondsOf(instant);
  return instantAt(nanoseconds - (((nanoseconds % NS_A_S) + NS_A_S) % NS_A_S));
}

/** Whole milliseconds, and from 0 to 999,999 nanoseconds beyond them. */
export function split(nanoseconds: bigint): { readonly ms: number; readonly ns: number } {
  const ns = ((nanoseconds % NS_A_MS) + NS_A_MS) % NS_A_MS;
  return { ms: Number((nanoseconds - ns) / NS_A_MS), ns: Number(ns) };
}

export function joined({ ms, ns }: { readonly ms: number; readonly ns: number }): bigint {
  return BigInt(ms) * NS_A_MS + BigInt(ns);
}
