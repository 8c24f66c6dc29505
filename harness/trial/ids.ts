/** The ids of one trial: used by no other, and the same in every run once the nonce is taken out. @module */

export type Ids = {
  /** An id used by no other trial: `evt_2_k3f9q1`. The part before the nonce is its symbol. */
  readonly freshId: (prefix: string) => string;
  /** The id that a symbol has on the wire in this trial. */
  readonly idOf: (symbol: string) => string;
  /** Takes the nonce out of a text, so that what a report says is the same in every run. */
  readonly symbolic: (text: string) => string;
};

/** @param spell The id that a symbol has on the wire, which need not show the symbol. */
export function createIds(nonce: string, spell: (symbol: string, nonce: string) => string): Ids {
  const counts = new Map<string, number>();
  /** By what they are on the wire: nothing of the symbol is to be seen in those. */
  const opaque = new Map<string, string>();

  const idOf = (symbol: string): string => {
    const id = spell(symbol, nonce);
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
