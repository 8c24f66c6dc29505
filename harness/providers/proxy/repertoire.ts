/** What small stories of Proxy's are made of: a session, or a subscription with its session. @module */

import type { Repertoire } from "../../exhaustive/repertoire.ts";
import { BUYERS } from "../../histories/history.ts";
import { SESSION_COMMANDS } from "./session-moves.ts";
import { SUBSCRIPTION_COMMANDS } from "./subscription-moves.ts";

export const REPERTOIRE: Repertoire = {
  beginnings: [
    { verb: "begin", which: 0, quantity: 1 },
    { verb: "subscribe", which: 0, quantity: 1 },
    // By the same buyer; counted once round, a subscription begins with a trial.
    { verb: "subscribe", which: BUYERS, quantity: 1 },
  ],
  verbs: [...SESSION_COMMANDS, ...SUBSCRIPTION_COMMANDS],
  told: [],
  isRead: true,
};
