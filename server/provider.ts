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
   * @returns How its routes are added; `null` where it is off. Routes that are off are not there:
   * without a secret there is no unverified way in.
   */
  readonly configure: (read: EnvironmentReader) => AddRoutes | null;
};

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
