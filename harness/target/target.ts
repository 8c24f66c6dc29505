/** The endpoint under test, as a run was told about it. @see docs/target-contract.md#routes @module */

import type { Endpoint } from "../courier/delivery.ts";
import type { ManagedTarget } from "./managed-target.ts";
import type { Policy } from "./policy.ts";
import type { Probe } from "./probe.ts";

/** What the target must offer for the requirement to be testable (target contract). */
export type Profile = "wire" | "state" | "fault";

export type Target = Endpoint & {
  /** Further instances of the same receiver, on the same database. */
  readonly otherWebhooks: readonly URL[];
  /** How far, in seconds, a delivery's timestamp may lie from the target's clock, either side. */
  readonly toleranceSeconds: number;
  readonly bodyLimitBytes: number;
  /** A delivery is answered within this time, whatever the API does. */
  readonly answerWithinMs: number;
  /** A body that does not arrive is given up within this time. */
  readonly bodyWithinMs: number;
  readonly policy: Policy;
  /** Null where there is none, or where the target does not read our simulator. */
  readonly probe: Probe | null;
  /** Started by us, so that we may kill it and start it again. */
  readonly managed: ManagedTarget | null;
};
