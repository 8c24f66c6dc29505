/** Bytes, and the spellings in which they travel as text. @module */

export type Bytes = Uint8Array<ArrayBuffer>;

/** @param hex Pairs of hexadecimal digits, nothing else. */
export function decodeHex(hex: string): Bytes {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param base64 Standard alphabet, padded. */
export function decodeBase64(base64: string): Bytes {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

export function concat(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * Compares without stopping at the first difference.
 *
 * The time that a comparison takes must not tell a forger how much of a MAC was right.
 */
export function equalInConstantTime(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}
