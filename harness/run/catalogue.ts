/** Every requirement, in the order of a report: an area a file, an entry a requirement. @module */

import { INVARIANTS } from "../properties/invariants.ts";
import { gwop } from "../providers/gwop/requirements/all.ts";
import { state } from "../providers/proxy/requirements/all.ts";
import { signature } from "../requirements/all.ts";
import { body } from "../requirements/body.ts";
import { dedupe } from "../requirements/dedupe.ts";
import { entitlement } from "../requirements/entitlement.ts";
import { envelope } from "../requirements/envelope.ts";
import { http } from "../requirements/http.ts";
import { order } from "../requirements/order.ts";
import { race } from "../requirements/race.ts";
import { AREAS, type Requirement } from "../requirements/requirement.ts";
import { secrecy } from "../requirements/secrecy.ts";
import { time } from "../requirements/time.ts";

export const HAND_WRITTEN: readonly Requirement[] = [
  ...signature,
  ...time,
  ...body,
  ...envelope,
  ...dedupe,
  ...order,
  ...race,
  ...state,
  ...entitlement,
  ...http,
  ...secrecy,
  ...gwop,
];

/** Sender by sender, in each area what was written by hand, then the invariants. */
export const CATALOGUE: readonly Requirement[] = ["", "gwop/"].flatMap((sender) =>
  AREAS.flatMap((area) =>
    [...HAND_WRITTEN, ...INVARIANTS].filter(({ id }) => id.startsWith(`${sender}${area}/`)),
  ),
);
