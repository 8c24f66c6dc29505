/** The ids of one trial: used by no other, and the same in every run once the nonce is taken out. @module */

import { type Name, type Naming, nameOf } from "../values/naming.ts";

export type Ids = {
  /** An id used by no other trial; `evt_2` is the symbol of the second `evt`. */
  readonly freshId: (prefix: string) => string;
  /** The id that a symbol has on the wire in this trial. */
  readonly idOf: (symbol: string) => string;
  /** Puts symbols for ids in a text, so that what a report says is the same in every run. */
  readonly symbolic: (text: string) => string;
};

export type Called = {
  readonly nonce: string;
  readonly naming: Naming;
  /** The form of a sender's own ids. */
  readonly spellId: (name: Name) => string;
  /** Whether a text can be the id of an event: where it goes into a header, not all can. */
  readonly fits: (text: string) => boolean;
};

export function createIds({ nonce, naming, spellId, fits }: Called): Ids {
  const counts = new Map<string, number>();
  /** By what they are on the wire, where that is more than the symbol and the nonce. */
  const opaque = new Map<string, string>();

  const idOf = (symbol: string): string => {
    const id = spellId(nameOf(symbol, nonce, { naming, fits }));
    if (id !== `${symbol}_${nonce}`) {
      opaque.set(id, symbol);
      opaque.set(JSON.stringify(id).slice(1, -1), symbol);
    }
    return id;
  };
  return {
    idOf,
    freshId: (prefix) => {
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return idOf(`${prefix}_${count}`);
    },
    symbolic: (text) =>
      [...opaque]
        // An id may be a part of another one.
        .toSorted(([a], [b]) => b.length - a.length)
        .reduce((clearer, [id, symbol]) => clearer.replaceAll(id, () => symbol), text)
        .replaceAll(`_${nonce}`, ""),
  };
}
