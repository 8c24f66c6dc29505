/** By which statuses a sender may be told that the fault is its own, where nobody says by which. @module */

import type { Trial } from "../trial/trial.ts";
import type { Statuses } from "./odd-delivery.ts";

type Asked = Pick<Trial, "target">;

/** Sent again, it fares no better. */
export const CLIENT_ERRORS = [400, 401, 403, 409, 422] as const;

/** Of what is rightly signed and no event. A10 says 400; Gwop's documents name no status. */
export function malformed({ target }: Asked): Statuses {
  return target.gwop === undefined ? [400] : [400, 422];
}

/**
 * Of a body without an id or a type that a header could repeat: at Gwop's endpoint the headers are
 * missing then, or say otherwise, and who compares first refuses for that.
 */
export function malformedOrUnlike(trial: Asked): Statuses {
  return trial.target.gwop === undefined ? malformed(trial) : CLIENT_ERRORS;
}
