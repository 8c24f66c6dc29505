/** Receivers that keep values in another form, in which nothing is lost that counts. @module */

import { createHash } from "node:crypto";
import { fieldsOf } from "../envelope.ts";
import type { Parts } from "../parts.ts";
import type { Differing } from "./differing.ts";

export const differingValues: readonly Differing[] = [
  {
    name: "keeps ids hashed",
    way: "Keeps a digest of each event's id.",
    parts: (correct) => ({
      ...correct,
      dedupeKey: (event, verified) =>
        createHash("sha256").update(correct.dedupeKey(event, verified), "utf8").digest("hex"),
    }),
  },
  {
    name: "keeps seconds",
    way: "Keeps the end of a period in whole seconds, as a number.",
    provider: "proxy",
    breaks: ["entitlement/period-finer-than-seconds"],
    parts: merging((correct) => (held, next, context) => {
      const { periodEnd } = next.state;
      const ended = periodEnd === null ? null : Math.floor(Date.parse(periodEnd) / 1000);
      const kept = ended === null ? null : new Date(ended * 1000).toISOString();
      const merged = correct.merge(held, next, context);
      return merged === held ? held : { ...merged, state: { ...merged.state, periodEnd: kept } };
    }),
  },
  {
    name: "adds up what it can",
    way: "Of a cart in another shape it counts the units that it understands.",
    provider: "proxy",
    parts: (correct) => ({
      ...correct,
      quantityOf: (cart) => {
        const items = fieldsOf(cart)?.["lineItems"];
        const quantities = Array.isArray(items)
          ? items.map((item: unknown) => Number(fieldsOf(item)?.["quantity"] ?? 0) || 0)
          : [0];
        return correct.quantityOf(cart) ?? quantities.reduce((sum, next) => sum + next, 0);
      },
    }),
  },
  {
    name: "hands out no units that it doesn't know",
    way: "Of a cart in another shape it grants access, and counts no grant of units.",
    provider: "proxy",
    parts: (correct) => ({
      ...correct,
      shown: (entitlement, disk, context) => {
        const row = correct.shown(entitlement, disk, context);
        const isUnknown = row.quantity === null && entitlement.state.kind === "session";
        return isUnknown ? { ...row, grants: 0 } : row;
      },
    }),
  },
];

function merging(merge: (correct: Parts) => Parts["merge"]): Differing["parts"] {
  return (correct) => ({ ...correct, merge: merge(correct) });
}
