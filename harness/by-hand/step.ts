/** What happened, step by step, as data: what a script is written from. @module */

import type { Scheme } from "../courier/scheme.ts";
import type { Provider } from "../providers/provider.ts";
import type { ReadFault } from "../simulator/fault.ts";
import type { Command } from "../simulator/world.ts";
import type { ExpectedRecord } from "../trial/expected-record.ts";
import type { Demand } from "../trial/watcher.ts";
import type { RecordedDelivery } from "./recorded-delivery.ts";

/** Ids are those of the recording, its nonce in them. */
export type Step =
  /** `event` announces it; null where nothing does, or nobody was told. */
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly announces: boolean;
      readonly event: string | null;
    }
  /** Plans what becomes of the next reads of an object; an empty list takes the plan back. */
  | { readonly kind: "faults"; readonly object: string; readonly faults: readonly ReadFault[] }
  | { readonly kind: "release"; readonly object: string }
  /** Sends; more than one go out together. The answers are taken by the step of the same number. */
  | {
      readonly kind: "send";
      readonly number: number;
      readonly deliveries: readonly RecordedDelivery[];
    }
  /**
   * Both have one entry a delivery. A demand is null where the answer alone does not decide;
   * `right` is what a receiver that is right answered.
   */
  | {
      readonly kind: "answer";
      readonly number: number;
      readonly demands: readonly (Demand | null)[];
      readonly right: readonly string[];
    }
  /** Sends again and again, until it is acknowledged. */
  | { readonly kind: "settle"; readonly number: number; readonly delivery: RecordedDelivery }
  | {
      readonly kind: "compare";
      readonly buyer: string;
      readonly expected: readonly ExpectedRecord[];
    }
  | {
      readonly kind: "process";
      readonly how: "kill" | "stop" | "start again" | "start elsewhere" | "let time pass";
    };

/** A check as it went against a receiver that is right. */
export type Recording =
  | {
      readonly kind: "recorded";
      readonly provider: Provider;
      readonly scheme: Scheme;
      readonly steps: readonly Step[];
      /** True where the check generates cases, and this is one of them. */
      readonly isExample: boolean;
    }
  | { readonly kind: "not_recorded"; readonly reason: string };
