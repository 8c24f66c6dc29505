/**
 * Generated histories, one delivery at a time: late, out of order, again, with stale reads.
 *
 * @module
 */

import type { Requirement } from "../requirement.ts";
import { checkProperty } from "./check-property.ts";
import { arbitraryHistory } from "./history.ts";
import { playHistory } from "./play.ts";

/**
 * One delivery at a time, so that a counterexample is what was heard and read in which order, and
 * nothing else. Deliveries in flight together are `race/racing-deliveries`.
 */
export const anyOrder: Requirement = {
  id: "order/any-order",
  level: "MUST",
  profile: "state",
  claim: "Entitlements depend on what happened, not on the order, delay or number of deliveries.",
  why: "Nobody writes down all orders in which a year of events may arrive: generated histories find the ones that were not thought of, and shrink them.",
  source: 'ENT "Webhook deliveries can repeat"; target contract "What is right"; A12',
  remedy:
    "Read the state for each event, and write it only where its version is above the one held.",
  proof: { kills: "order/payment-takes-back" },
  check: (trial) =>
    checkProperty(trial, arbitraryHistory, (one, history) =>
      playHistory(one, history, "one by one"),
    ),
};
