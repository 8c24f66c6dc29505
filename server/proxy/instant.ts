/**
 * Instants to the nanosecond. `Date` keeps three digits of a second and `timestamptz` six, but what
 * is accepted is compared (A11): cut to fewer digits, a later state can look like a tie, and lose.
 *
 * @module
 */

const FRACTION_DIGITS_MAX = 9;
const NANOSECONDS_A_MILLISECOND = 1_000_000n;

const FRACTION = /\.(\d+)/;

/**
 * @param instant ISO 8601 with `Z` or an offset, and at most nine digits of a second.
 * @returns Nanoseconds since 1970, exactly; negative before.
 * @throws {RangeError} If it is no such instant. The SDK lets none through.
 */
export function nanosecondsOf(instant: string): bigint {
  const fraction = FRACTION.exec(instant)?.[1] ?? "";
  if (fraction.length > FRACTION_DIGITS_MAX) {
    throw new RangeError("Cannot compare instant: expected at most nine digits of a second");
  }
  const milliseconds = BigInt(Date.parse(instant.replace(FRACTION, "")));
  // A fraction counts forward, before 1970 too.
  return (
    milliseconds * NANOSECONDS_A_MILLISECOND + BigInt(fraction.padEnd(FRACTION_DIGITS_MAX, "0"))
  );
}

/** @returns Milliseconds since 1970 as a decimal, exactly, as Postgres' `numeric` reads it. */
export function toMilliseconds(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? "-" : "";
  const digits = String(nanoseconds < 0n ? -nanoseconds : nanoseconds).padStart(7, "0");
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
