/** What small stories of Gwop's are made of: an invoice, which is registered at any time, or never. @module */

import type { Repertoire } from "../../exhaustive/repertoire.ts";
import { BUYERS } from "../../histories/history.ts";
import { INVOICE_COMMANDS } from "./invoices.ts";

export const REPERTOIRE: Repertoire = {
  // By the same buyer; with a quantity of 1 and counted once round, their versions rise.
  beginnings: [{ verb: "issue", which: BUYERS, quantity: 1 }],
  verbs: ["register", ...INVOICE_COMMANDS],
  told: ["register"],
  isRead: false,
};
