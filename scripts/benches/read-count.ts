/** Numbers of a command line. @module */

/** @throws {TypeError} Saying what is wrong, unless it is a whole number from 1 to `max`. */
export function readCount(flag: string, typed: string, max: number): number {
  const count = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
  if (count >= 1 && count <= max) return count;
  throw new TypeError(`${flag} ${typed}: expected a whole number from 1 to ${max}`);
}
