/** Generated histories, deliveries released together on the wire. @module */

import type { Requirement } from "../requirement.ts";
import { checkProperty } from "./check-property.ts";
import { arbitraryHistory } from "./history.ts";
import { playHistory } from "./play.ts";

/** The target schedules a race, so: a failure is proof, and a hold is evidence. */
export const racingDeliveries: Requirement = {
  id: "race/racing-deliveries",
  level: "MUST",
  profile: "state",
  claim: "Entitlements do not depend on which deliveries are handled at the same moment.",
  why: "A receiver is right for every order and still wrong for two deliveries at once, wherever it looks first and writes later.",
  source: 'verification cases "State": the stale writer; target contract "What is right"',
  remedy: "Let one statement, or one lock held from the look to the write, decide and write.",
  proof: { kills: "race/read-then-insert" },
  check: (trial) =>
    checkProperty(trial, arbitraryHistory, (one, history) => playHistory(one, history, "together")),
};
