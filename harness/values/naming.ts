/**
 * How the things of one trial are called on the wire, and when events say that they were made.
 *
 * Ids tell nothing: they may rise with time, fall, or do neither. Pure: the same for a symbol, a nonce
 * and a naming.
 *
 * @see docs/target-contract.md#ids; docs/target-contract.md#envelope
 * @module
 */

import { createHash } from "node:crypto";
import fc from "fast-check";
import { arbitrarySpelling, pairOf, type Spelling } from "./texts.ts";

/** How ids sort, against the order in which they are given. */
export const ORDERS = ["rising", "falling", "shuffled"] as const;

/** What `created_at` says of events: the truth, the newer the earlier, or one and the same. */
export const DATES = ["true", "falling", "1970", "9999"] as const;

export type Naming = {
  readonly order: (typeof ORDERS)[number];
  /** Of the shuffle. */
  readonly salt: number;
  readonly dates: (typeof DATES)[number];
  /** Null where they are spelled plainly. */
  readonly events: Spelling | null;
  readonly objects: Spelling | null;
  readonly buyers: Spelling | null;
};

/** Ids that rise, and are spelled plainly: what a counterexample shrinks to. */
export const PLAIN: Naming = {
  order: "rising",
  salt: 0,
  dates: "true",
  events: null,
  objects: null,
  buyers: null,
};

/** Ids in no order. @param seed Of the run: ids sort in the same way whenever it is repeated. */
export function shuffled(seed: number): Naming {
  return { ...PLAIN, order: "shuffled", salt: seed };
}

const SALT_MAX = 999;

/** Plain first, and as often: where everything is odd, nobody sees what mattered. */
const spelling = fc.oneof({ withCrossShrink: true }, fc.constant(null), arbitrarySpelling);

export const arbitraryNaming: fc.Arbitrary<Naming> = fc
  .record(
    {
      order: fc.constantFrom(...ORDERS),
      salt: fc.nat({ max: SALT_MAX }),
      dates: fc.constantFrom<Naming["dates"]>("true", "true", ...DATES),
      events: spelling,
      objects: spelling,
      buyers: spelling,
    },
    { noNullPrototype: true },
  )
  .map((naming) => (naming.order === "shuffled" ? naming : { ...naming, salt: PLAIN.salt }));

/** A name before a sender puts it into its own form. */
export type Name = {
  /** `evt_2`. */
  readonly symbol: string;
  /** `evt`. */
  readonly kind: string;
  /** Letters and digits by which ids of one kind sort. */
  readonly lead: string;
  readonly nonce: string;
  /** The whole, where a sender has no form of its own. */
  readonly text: string;
};

/**
 * @param symbol `evt_2`, `buyer_1`, or another kind: then it is an object's.
 * @param fits Whether a text can be the id of an event here, which may have to go into a header.
 */
export function nameOf(
  symbol: string,
  nonce: string,
  { naming, fits }: { readonly naming: Naming; readonly fits: (text: string) => boolean },
): Name {
  const [, kind = symbol, digits = "0"] = /^(.+)_(\d+)$/.exec(symbol) ?? [];
  const number = Number(digits);
  const isBuyer = kind === "buyer";
  const lead = isBuyer ? digits : leadOf(symbol, number, naming);
  const own = `${kind}_${lead}_${nonce}`;
  const spelled = isBuyer ? naming.buyers : kind === "evt" ? naming.events : naming.objects;
  if (spelled === null) return { symbol, kind, lead, nonce, text: own };

  // The first and the second are a pair, the third and the fourth the next one.
  const first = number - 1 + (number % 2);
  const leadOfPair = isBuyer ? String(first) : leadOf(`${kind}_${first}`, first, naming);
  const pair = isBuyer
    ? pairOf(spelled, `${kind}_${leadOfPair}_${nonce}`)
    : pairOf(spelled, `${leadOfPair}_${nonce}`, `${kind}_`);
  const canBe = kind !== "evt" || pair.every(fits);
  return { symbol, kind, lead, nonce, text: canBe ? pair[number % 2 === 1 ? 0 : 1] : own };
}

const LEAD_MAX = 0xffff_ffff;
const LEAD_DIGITS = 8;

function leadOf(symbol: string, number: number, { order, salt }: Naming): string {
  switch (order) {
    case "rising":
      return String(number);
    case "falling":
      return (LEAD_MAX - number).toString(16);
    case "shuffled":
      return createHash("sha256").update(`${salt} ${symbol}`).digest("hex").slice(0, LEAD_DIGITS);
  }
}

const CREATED_BEFORE = Date.UTC(2026, 0, 1);
const SECOND_MS = 1000;

/**
 * @param number Of the event, from 1.
 * @param madeAt When it was made.
 * @returns Its `created_at`.
 */
export function dateOf({ dates }: Naming, number: number, madeAt: string): string {
  switch (dates) {
    case "true":
      return madeAt;
    case "falling":
      return new Date(CREATED_BEFORE - number * SECOND_MS).toISOString();
    case "1970":
      return "1970-01-01T00:00:00.000Z";
    case "9999":
      return "9999-12-31T23:59:59.999Z";
  }
}

const WORDS = { rising: "rise", falling: "fall", shuffled: "are shuffled" } as const;

/** What is not plain about it, a line each. The same in every play. */
export function inWords({ order, dates, events, objects, buyers }: Naming): readonly string[] {
  const spelled = Object.entries({ events, objects, buyers }).flatMap(([whose, one]) => {
    if (one === null) return [];
    const [first, second] = pairOf(one, "name").map((text) => JSON.stringify(shortened(text)));
    return [`${whose} are spelled like ${first} and ${second}: a text that loses ${one.loses}`];
  });
  return [
    ...(order === "rising" ? [] : [`ids ${WORDS[order]}, from one event and object to the next`]),
    ...(dates === "true" ? [] : [`events are dated otherwise than they happened (${dates})`]),
    ...spelled,
  ];
}

const SHOWN_MAX = 24;

function shortened(text: string): string {
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}[${text.length} characters]`;
}
