/**
 * What stands for a personal text in a recording: the same for the same text, another for another, so that
 * buyers are told apart and are nobody.
 *
 * Made with a key that is drawn for each recording and never written: who has the recording and a list of
 * names can try none of them.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { isWhollyCard, isWhollyEmail, isWhollyPhone, isWhollyUrl } from "./personal-texts.ts";

export type StandIns = {
  /** Of the same kind, where that is to be seen: an address for an address. */
  readonly of: (text: string) => string;
  /** @param spelled As it stands in the document. */
  readonly ofNumber: (spelled: string) => string;
  /** A hash by the same key: whoever has the recording can compare two, and guess at none. */
  readonly hash: () => { readonly add: (bytes: Uint8Array) => void; readonly hex: () => string };
};

/** Sixteen digits: among a million texts no two are alike. */
const TAG_DIGITS = 16;
/** No country has it. */
const NOWHERE = "+999";

/** @param key At least 16 random bytes. */
export function createStandIns(key: Uint8Array): StandIns {
  // By its code units: what is no proper Unicode would be told apart from nothing else like it.
  const tagOf = (text: string): string =>
    createHmac("sha256", key)
      .update(Buffer.from(text, "utf16le"))
      .digest("hex")
      .slice(0, TAG_DIGITS);
  const digitsOf = (text: string, count: number): string =>
    BigInt(`0x${tagOf(text)}`)
      .toString()
      .padStart(count, "0")
      .slice(-count);
  return {
    of: (text) => {
      if (isWhollyUrl(text)) return `https://masked.example/${tagOf(text)}`;
      if (isWhollyEmail(text)) return `${tagOf(text)}@masked.example`;
      if (isWhollyPhone(text) || isWhollyCard(text)) return `${NOWHERE}${digitsOf(text, 15)}`;
      return `masked_${tagOf(text)}`;
    },
    ofNumber: (spelled) => `9${digitsOf(spelled, 14)}`,
    hash: () => {
      const hash = createHmac("sha256", key);
      return {
        add: (bytes) => {
          hash.update(bytes);
        },
        hex: () => hash.digest("hex"),
      };
    },
  };
}
