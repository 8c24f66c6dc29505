/** Gwop's signature, with what it tells beside it and does not sign. @see docs/target-contract.md#gwops-signature @module */

import { pairedScheme } from "../../courier/scheme.ts";

export const ID_HEADER = "x-gwop-event-id";
export const TYPE_HEADER = "x-gwop-event-type";

export const GWOP_SCHEME = pairedScheme("gwop", "X-Gwop-Signature", ({ eventId, eventType }) => [
  ["X-Gwop-Event-Id", eventId],
  ["X-Gwop-Event-Type", eventType],
]);
