/** How a check is watched while it runs, so that what it does can be told again. @module */

import type { Delivery } from "../courier/delivery.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { WebhookEvent } from "../simulator/event.ts";
import type { ExpectedRecord } from "./expected-record.ts";
import type { Allowed } from "./sender.ts";

/** What a check asks of one answer. */
export type Demand = {
  readonly what: string;
  readonly allowed: readonly (Allowed | "not 2xx")[];
};

/** An outcome that may want to know what is demanded of it. */
export type Judged = WireOutcome & { readonly onDemand?: (demand: Demand) => void };

/** What else a check does, it does by the simulator and the target that it was given. */
export type Watcher = {
  /**
   * Is called at the moment of sending; several deliveries are sent together.
   *
   * @returns A function that is told the outcome of each, by its position.
   */
  readonly delivers: (
    deliveries: readonly Delivery[],
  ) => (outcome: WireOutcome, position: number) => Judged;
  /** An event is sent until it is acknowledged. */
  readonly settles: (event: WebhookEvent) => void;
  /** Some time is waited for. */
  readonly passes: () => void;
  /** What comes now can't be told again, for this reason. */
  readonly cannotTell: (reason: string) => void;
  readonly compares: (buyer: string, expected: readonly ExpectedRecord[]) => void;
};
