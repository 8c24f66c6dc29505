/** What of a promise that every sender's endpoint makes is said otherwise of Gwop's. @module */

import type { Taker, Wording } from "../../../requirements/at-sender.ts";
import { named } from "../requirement.ts";
import { GWOP } from "../sender.ts";

/** By the ids that the entries have. */
const WORDING: ReadonlyMap<string, Wording> = new Map(
  Object.entries({
    "signature/well-signed": {
      remedy:
        "Check what the MAC is made over, `<t>.<raw body>`, and the key: the whole secret as it is spelled, whsec_ included.",
    },
    "signature/nothing-after-refusal": {
      claim: "A forged delivery grants nothing, and leaves the true event its effect.",
      remedy: "Leave the database alone until the signature held.",
    },
    "envelope/unknown-type-no-object": {
      claim: "An event of an unknown type is acknowledged without an invoice in it.",
      why: "A new type need not be about an invoice: code that reads data.invoice_id of every event fails on it.",
      remedy: "Look at the type before looking at the invoice.",
    },
    "dedupe/new-id-same-content": {
      remedy:
        "Key the grant by the invoice_id as well: the event's id is the first net, not the only one.",
    },
    "entitlement/quantity": {
      claim: "A payment grants the sum of the quantities of the invoice's items.",
      why: "Invoices have several items: who looks at the first one only gives the buyer part of what was paid for.",
      remedy: "Add up the quantities of all items that were registered.",
    },
    "entitlement/several-purchases-of-one-buyer": {
      remedy: "Key each record by the invoice that it comes from.",
    },
  } satisfies Readonly<Record<string, Wording>>),
);

export const AT_GWOP: Taker = {
  provider: GWOP,
  named,
  sourceOf: (source) => `docs/target-contract.md#gwop; ${source}`,
  wording: WORDING,
};
