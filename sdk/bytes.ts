/** Bytes, and the spellings in which they travel as text. @module */

import { Buffer } from "node:buffer";

export type Bytes = Uint8Array<ArrayBuffer>;

/** @param hex Pairs of hexadecimal digits, nothing else. */
export function decodeHex(hex: string): Bytes {
  return Buffer.from(hex, "hex");
}

/** @param base64 Standard alphabet, padded. */
export function decodeBase64(base64: string): Bytes {
  return Buffer.from(base64, "base64");
}
