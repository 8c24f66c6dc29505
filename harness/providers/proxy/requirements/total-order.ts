/** How a newer state is told, for remedies: half of the rule would be a bug of its own. @module */

/** A11 in words. */
export const TOTAL_ORDER =
  "Order states by updated_at, and where that is the same by status rank, then a scheduled cancellation, then the period's end.";

/** Where it is said in full; for remedies that are about something else. */
export const NEWER_IS = "newer is by docs/target-contract.md#which-state-is-newer";

export const WRITE_NEWER = `Let the statement that writes decide whether the state is newer than the one held. ${TOTAL_ORDER}`;
