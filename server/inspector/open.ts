/** The inspector with a pool of its own: a page that takes long keeps no delivery waiting, nor a probe. @module */

import type { Config } from "../config.ts";
import { connect } from "../database.ts";
import type { Intake } from "../intake.ts";
import { openPools } from "../pools.ts";
import type { InspectorConfig } from "./config.ts";
import type { InspectorContext } from "./context.ts";
import { describeSettings } from "./health/settings.ts";
import { createInspector } from "./inspector.ts";

const PROVIDER_OFF = { ok: false, code: "provider_off" } as const;

export type Inspection = {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Judges requests that begin from now on by other settings. Where it listens stays as it was. */
  readonly reconfigure: (config: Config) => void;
  readonly end: (timeoutSeconds: number) => Promise<void>;
};

type Given = Pick<InspectorContext, "log" | "ending" | "isReady" | "metrics" | "now"> & {
  readonly intake: Intake;
};

/** @returns `null` where it is off. */
export function openInspector(config: Config, given: Given): Inspection | null {
  if (config.inspector === null) return null;
  const { databaseUrl, databasePrepare: prepare } = config;
  const open = (poolMax: number) => connect(databaseUrl, { poolMax, prepare, plansEachTime: true });
  const pools = openPools(open, { deliveriesMax: 1, now: given.now });
  const create = (next: Config, inspector: InspectorConfig) =>
    createInspector({
      ...given,
      config: inspector,
      settings: describeSettings(next),
      pool: pools.reads,
      takeUpAgain: async (provider, event) =>
        (await next.takeUpAgain.get(provider)?.(given.intake, event)) ?? PROVIDER_OFF,
    });
  let app = create(config, config.inspector);
  return {
    fetch: async (request) => app.fetch(request),
    reconfigure: (next) => {
      if (next.inspector !== null) app = create(next, next.inspector);
    },
    end: pools.end,
  };
}
