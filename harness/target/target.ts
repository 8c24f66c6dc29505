/** The endpoint under test, as a run was told about it. @see spec/target-contract @module */

import type { Endpoint } from "../courier/delivery.ts";
import type { Registry } from "../providers/gwop/registration.ts";
import type { ManagedTarget } from "./managed-target.ts";
import type { Policy } from "./policy.ts";
import type { Probe } from "./probe.ts";

/** What the target must offer for the requirement to be testable (target contract). */
export type Profile = "wire" | "state" | "fault";

export type GwopEndpoint = {
  /** Gwop's id of the merchant whose endpoint it is. */
  readonly merchantId: string;
  /** Where the app registers invoices; null where there is no such route. */
  readonly registry: Registry | null;
};

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
  /** What an endpoint of Gwop's has beyond Proxy's. */
  readonly gwop?: GwopEndpoint;
  /** Started by us, so that we may kill it and start it again. */
  readonly managed: ManagedTarget | null;
};

/** @returns Why a profile can't be tested on this target; null where it can. */
export function missing(target: Target, profile: Profile): string | null {
  switch (profile) {
    case "wire":
      return null;
    case "state":
      if (target.gwop !== undefined) {
        return target.probe === null || target.gwop.registry === null
          ? "needs the state profile: a probe (--probe) and a route for invoices (--gwop-invoices)"
          : null;
      }
      return target.probe === null
        ? "needs the state profile: a probe (--probe) and a target that reads our simulator"
        : null;
    case "fault":
      if (target.managed === null) return "needs the fault profile: a command (--start)";
      return missing(target, "state");
  }
}
