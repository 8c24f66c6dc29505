/** What every page of the inspector is given. @module */

import type { Context, Hono } from "hono";
import type { Logger } from "pino";
import type { ProviderName } from "../entitlement.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Pool } from "../pools.ts";
import type { RecordedEvent, TakeUpAgain } from "../provider.ts";
import type { Readiness } from "../readiness.ts";
import type { InspectorConfig } from "./config.ts";
import type { Session } from "./sessions.ts";

export type InspectorContext = {
  readonly config: InspectorConfig;
  /** Its own: a page that takes long keeps neither a delivery nor the probe waiting. */
  readonly pool: Pool;
  /** What takes an event on record up again, at its provider. */
  readonly takeUpAgain: (provider: ProviderName, event: RecordedEvent) => ReturnType<TakeUpAgain>;
  readonly isReady: () => Promise<Readiness>;
  /** To be shown: no secret is among them. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** `null`: nothing is measured. */
  readonly metrics: Pick<Metrics, "scrape"> | null;
  readonly log: Logger;
  /** Aborted when the receiver ends: nothing is to go on for longer. */
  readonly ending: AbortSignal;
  /** Milliseconds that never go back. */
  readonly now: () => number;
};

/** `session` is there on every route behind the sign-in. */
export type InspectorApp = Hono<{ Variables: { log: Logger; session: Session } }>;
export type InspectorRequest = Context<{ Variables: { log: Logger; session: Session } }>;
