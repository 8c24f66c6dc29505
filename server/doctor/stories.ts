/** The smallest stories that show what the one statement promises, and what must come of each. @module */

import { isDeepStrictEqual } from "node:util";
import type { ISql } from "postgres";
import { applyEvents, type EventToRecord, type Outcome } from "../apply.ts";
import type { Entitlement } from "../entitlement.ts";
import { type ProbedEntitlement, readEntitlements } from "../probe.ts";
import { type Check, describeFailure, fail, ok } from "./check.ts";

export const OTHER_PRODUCT =
  "this product can't carry the receiver as it is: PostgreSQL 15 or newer can";

const BUYER = "a buyer of the doctor's";
const SOURCE = "psess_doctor";
const OTHER_SOURCE = "psess_doctor_2";

const NEWER = eventOf("evt_doctor_newer", { version: [2] });
const OLDER = eventOf("evt_doctor_older", { version: [1], access: "restricted" });
const OTHER = eventOf("evt_doctor_other", { source: OTHER_SOURCE, version: [1] });

type Step = {
  readonly what: string;
  readonly events: readonly EventToRecord[];
  readonly expected: readonly Outcome[];
};

const STEPS: readonly Step[] = [
  { what: "an event", events: [NEWER], expected: ["applied"] },
  { what: "the same event again", events: [NEWER], expected: ["duplicate"] },
  { what: "an older state after a newer", events: [OLDER], expected: ["stale"] },
  { what: "an event twice at once", events: [OTHER, OTHER], expected: ["applied", "duplicate"] },
];

/** In the order of the steps, each of which finds what the ones before it left. */
export async function applyStories(tx: ISql): Promise<Check> {
  const name = "statement tried";
  let what = "";
  try {
    for (const step of STEPS) {
      what = step.what;
      const outcomes = await applyEvents(tx, step.events);
      if (isDeepStrictEqual(outcomes, step.expected)) continue;
      const found = `${what}: ${outcomes.join(", ")}; expected ${step.expected.join(", ")}`;
      return fail(name, found, OTHER_PRODUCT);
    }
    what = "reading the probe";
    const probed = await readEntitlements(tx, BUYER);
    if (isDeepStrictEqual(probed, PROBED)) {
      return ok(name, "dedupes, lets the newer of two states win, grants once");
    }
    const found = `${what}: ${JSON.stringify(probed)}; expected ${JSON.stringify(PROBED)}`;
    return fail(name, found, OTHER_PRODUCT);
  } catch (error) {
    return fail(name, `${what} fails: ${describeFailure(error)}`, OTHER_PRODUCT);
  }
}

const PROBED: readonly ProbedEntitlement[] = [SOURCE, OTHER_SOURCE].map((source) => ({
  provider: "proxy",
  source,
  access: "granted",
  renews: null,
  access_until: null,
  quantity: 3,
  grants: 1,
}));

function eventOf(eventId: string, change: Partial<Entitlement>): EventToRecord {
  const entitlement: Entitlement = {
    source: SOURCE,
    buyerReference: BUYER,
    access: "granted",
    renews: null,
    accessUntil: null,
    quantity: 3,
    startedBy: null,
    flags: [],
    version: [],
    ...change,
  };
  return {
    isRecorded: false,
    provider: "proxy",
    eventId,
    type: "doctor.tried",
    objectId: entitlement.source,
    otherId: null,
    occurredAt: new Date(0),
    bodySha256: "0".repeat(64),
    fact: null,
    entitlement,
  };
}
