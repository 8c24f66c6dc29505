/** What a provider is to the receiver: a name, and settings that become routes. @module */

import type { Hono } from "hono";
import type { Logger } from "pino";
import type { Learned } from "./arrival.ts";
import type { BodyBudget } from "./body-budget.ts";
import type { ProviderName } from "./entitlement.ts";
import type { EnvironmentReader } from "./environment.ts";
import type { Intake } from "./intake.ts";
import type { Meters } from "./meters.ts";

export type Provider = {
  readonly name: ProviderName;
  /**
   * Reads its settings. What is wrong with them goes to the reader, which collects it.
   *
   * @returns What it does by these settings; `null` where it is off. Routes that are off are not
   * there: without a secret there is no unverified way in.
   */
  readonly configure: (read: EnvironmentReader) => ConfiguredProvider | null;
};

export type ConfiguredProvider = {
  readonly addRoutes: AddRoutes;
  readonly takeUpAgain: TakeUpAgain;
};

/** What the inbox has of an event. */
export type RecordedEvent = {
  readonly eventId: string;
  readonly type: string;
  readonly objectId: string | null;
  readonly otherId: string | null;
};

/** What came of it: as `delivery.outcome` has it, or why it could not be done. */
export type TakenUp =
  | { readonly ok: true; readonly outcome: string }
  | { readonly ok: false; readonly code: string };

/**
 * Brings what an event is about up to date once more, at a person's wish. Harmless at any time.
 *
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. Nothing is lost: do it again.
 */
export type TakeUpAgain = (intake: Intake, event: RecordedEvent) => Promise<TakenUp>;

/** Called only where nothing was wrong with the settings. */
export type AddRoutes = (app: App, shared: Shared) => void;

/** What is everybody's, not a provider's own. */
export type Shared = {
  readonly intake: Intake;
  readonly bodyBytesMax: number;
  readonly bodies: BodyBudget;
  /** Where somebody measures. */
  readonly meters?: Meters | undefined;
};

/** `log`: of one request, with its id. `learned`: of that request, for those who look on. */
export type App = Hono<{ Variables: { log: Logger; learned: Learned } }>;
