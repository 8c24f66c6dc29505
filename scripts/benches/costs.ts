/** What a load cost, in CPU time a delivery, and who paid. @module */

import { cpuSecondsOf, cpuSecondsOfFamily, cpuSecondsWithEnded } from "./processes.ts";
import type { Served, Site } from "./site.ts";

/** CPU time of each. */
export type Costs = {
  readonly receiver: number;
  readonly postgres: number;
  /** wrk, or this process where the load is paced. */
  readonly generator: number;
  readonly api: number;
};

/** CPU seconds so far. */
export function costsSoFar({ postgresPid, api }: Site, served: readonly Served[]): Costs {
  return {
    receiver: served.reduce((sum, { pid }) => sum + cpuSecondsOf(pid), 0),
    postgres: cpuSecondsOfFamily(postgresPid),
    generator: cpuSecondsWithEnded(process.pid),
    api: cpuSecondsOf(api.pid),
  };
}

/**
 * @param deliveries That were acknowledged between the two.
 * @returns CPU microseconds each.
 */
export function costsBetween(before: Costs, after: Costs, deliveries: number): Costs {
  const each = (seconds: number): number => Math.round((seconds * 1e6) / Math.max(1, deliveries));
  return {
    receiver: each(after.receiver - before.receiver),
    postgres: each(after.postgres - before.postgres),
    generator: each(after.generator - before.generator),
    api: each(after.api - before.api),
  };
}
