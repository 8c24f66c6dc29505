/** The ids of one trial: used by no other, and the same in every run once the nonce is taken out. @module */

import { createHash } from "node:crypto";

export type Ids = {
  /** An id used by no other trial: `evt_2_k3f9q1`. The part before the nonce is its symbol. */
  readonly freshId: (prefix: string) => string;
  /** The id that a symbol has on the wire in this trial. */
  readonly idOf: (symbol: string) => string;
  /** Takes the nonce out of a text, so that what a report says is the same in every run. */
  readonly symbolic: (text: string) => string;
};

export function createIds(nonce: string): Ids {
  const counts = new Map<string, number>();
  /** By what they are on the wire: nothing of the symbol is to be seen in those. */
  const opaque = new Map<string, string>();

  const idOf = (symbol: string): string => {
    const id = spelled(symbol, nonce);
    if (!id.startsWith(symbol)) opaque.set(id, symbol);
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
      [...opaque].reduce(
        (clearer, [id, symbol]) => clearer.replaceAll(id, symbol),
        text.replaceAll(`_${nonce}`, ""),
      ),
  };
}

/** Gwop's invoices have a UUID, and a public id of 32 digits behind `inv_`. */
function spelled(symbol: string, nonce: string): string {
  const id = `${symbol}_${nonce}`;
  if (!/^inv(oice)?_/.test(symbol)) return id;
  const digits = createHash("sha256").update(id).digest("hex").slice(0, 32);
  if (symbol.startsWith("inv_")) return `inv_${digits}`;
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}
