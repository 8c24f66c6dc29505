/** Receivers that keep a value in less room than it may need, or otherwise than it came. @module */

import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import { Outage } from "../passing.ts";
import { mergingAs } from "./bend.ts";

const INT_16 = 0xffff;
const INT_32_MAX = 2_147_483_647;
const FIRST_PLANE_MAX = 0xffff;
/** Of a key in an index, as MySQL had it for long. */
const CHARACTERS_MAX = 191;

export const valueMutants: readonly Bug[] = [
  {
    name: "entitlement/buyers-kept-in-lower-case",
    bug: "It keeps buyers in lower case, and asks for them as they are.",
    parts: (correct) => keeping(correct, (buyer) => buyer.toLowerCase()),
  },
  {
    name: "entitlement/buyers-asked-for-trimmed",
    bug: "It trims the buyer who is asked for, and keeps buyers as they are.",
    parts: (correct) => ({ ...correct, buyerOf: (incoming) => correct.buyerOf(incoming).trim() }),
  },
  {
    name: "entitlement/buyers-composed",
    bug: "It takes buyers for one whose references look alike in Unicode.",
    parts: (correct) => both(correct, (buyer) => buyer.normalize("NFC")),
  },
  {
    name: "entitlement/buyers-cut",
    bug: `It keeps the first ${CHARACTERS_MAX} characters of a buyer's reference, and asks for those.`,
    parts: (correct) => both(correct, (buyer) => buyer.slice(0, CHARACTERS_MAX)),
  },
  {
    name: "entitlement/buyers-in-three-bytes",
    bug: "It fails on a buyer's reference with a character of four bytes.",
    parts: (correct) =>
      keeping(correct, (buyer) => {
        const isWide = [...buyer].some((letter) => (letter.codePointAt(0) ?? 0) > FIRST_PLANE_MAX);
        if (isWide) throw new Outage("no room for the character");
        return buyer;
      }),
  },
  {
    name: "dedupe/ids-decoded",
    bug: "It decodes an event's id as if it were a part of a URL.",
    parts: (correct) => ({
      ...correct,
      dedupeKey: (event, verified) => {
        const key = correct.dedupeKey(event, verified);
        return key.replace(/%[2-7][\da-f]/gi, decodeURIComponent);
      },
    }),
  },
  {
    name: "entitlement/quantity-in-16-bits",
    bug: "It keeps units in 16 bits, and loses what is beyond.",
    parts: (correct) =>
      mergingAs(correct, ({ quantity }) => ({
        quantity: quantity === null ? null : quantity % (INT_16 + 1),
      })),
  },
  {
    name: "entitlement/quantity-in-32-bits",
    bug: "It fails on more units than 31 bits hold.",
    parts: (correct) =>
      mergingAs(correct, ({ quantity }) => {
        if ((quantity ?? 0) > INT_32_MAX) throw new Outage("no room for the units");
        return {};
      }),
  },
];

/** Where it is written alone. */
function keeping(correct: Parts, normalise: (buyer: string) => string): Parts {
  return mergingAs(correct, ({ buyer }) => ({ buyer: normalise(buyer) }));
}

/** Where it is written, and where it is read. */
function both(correct: Parts, normalise: (buyer: string) => string): Parts {
  return {
    ...keeping(correct, normalise),
    show: (disk, buyer, context) => correct.show(disk, normalise(buyer), context),
  };
}
