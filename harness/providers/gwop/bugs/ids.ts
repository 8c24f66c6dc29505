/** Receivers that know an invoice by one of its two ids only. @module */

import { withParts } from "../../../mutants/bugs/bend.ts";
import type { Bill, GwopBug, Invoice } from "../receiver/parts.ts";

export const gwopIdMutants: readonly GwopBug[] = [
  {
    name: "state/uuid-only",
    bug: "It looks an invoice up by its UUID only.",
    parts: (correct) => ({ ...correct, belongs: byUuid }),
  },
  {
    name: "state/parked-by-uuid-only",
    bug: "It looks for what waits for a registration by the UUID only.",
    parts: (correct) => ({
      ...correct,
      adopt: (disk, invoice, context) =>
        correct.adopt(disk, invoice, withParts(context, { belongs: byUuid })),
    }),
  },
  {
    name: "state/a-record-an-id",
    bug: "It keys an invoice's record by the id that the event has.",
    parts: (correct) => ({
      ...correct,
      complete: (state, invoice, parts) => ({
        ...correct.complete(state, invoice, parts),
        id: state.id,
      }),
    }),
  },
];

function byUuid({ invoiceId }: Bill, { id }: Invoice): boolean {
  return invoiceId === id;
}
