/** A sender's receiver of the harness's own, in this process: what requirements are tried on. @module */

import { PROBE_PATH } from "../mutants/edge.ts";
import {
  type InProcessTarget,
  type Kit,
  startInProcess,
  type UnsignedTarget,
} from "../mutants/in-process-target.ts";
import type { Parts } from "../mutants/parts.ts";
import type { Environment } from "../mutants/passing.ts";
import { createReader } from "../settings/reader.ts";
import { UsageError } from "../settings/usage-error.ts";
import { type ServedApi, serveApi } from "../simulator/serve.ts";
import type { Worlds } from "../simulator/stage.ts";
import type { Target } from "../target/target.ts";
import type { Sender } from "../trial/sender.ts";
import type { Configured, Provider } from "./provider.ts";

/** What every receiver is told when it is started. */
export type Settings = Pick<
  Environment,
  "policy" | "bodyLimitBytes" | "bodyWithinMs" | "apiTimeoutMs" | "probeToken"
>;

/** A sender, by one of its schemes, with secrets and ids from these variables, or made up. */
export type Played = {
  readonly provider: Provider;
  /** Of its first scheme, unless another is named. */
  readonly scheme?: string;
  readonly variables?: Readonly<Record<string, string>>;
};

export type Tried = {
  readonly target: Target;
  readonly sender: Sender;
};

export type Started = Tried & {
  /** What only this sender's receivers are told. */
  readonly own: Readonly<Record<string, string>>;
  /** Another sender's endpoint at the same receiver; null where there is none. */
  readonly beside: Tried | null;
  readonly close: () => Promise<void>;
};

/**
 * Starts a receiver, with the API that it reads.
 *
 * @param change Puts a bug in; called at each start of each instance.
 * @param options.beside Another sender's correct receiver on the same disk.
 */
export async function startOwnReceiver(
  played: Played,
  settings: Settings,
  {
    worlds,
    change = (correct) => correct,
    instances = 1,
    beside,
  }: {
    readonly worlds: Worlds;
    readonly change?: (correct: Parts) => Parts;
    readonly instances?: number;
    readonly beside?: Played;
  },
): Promise<Started> {
  const own = await prepare(played, settings, worlds);
  const other = beside === undefined ? null : await prepare(beside, settings, worlds);
  const started = await startInProcess(own.kit, change, {
    instances,
    ...(other === null ? {} : { beside: other.kit }),
  });
  return {
    ...triedAt(own.configured, started, started.target),
    own: own.kit.environment.own,
    beside:
      other === null || started.beside === null
        ? null
        : triedAt(other.configured, started, started.beside),
    close: async () => {
      await started.close();
      await own.api?.close();
      await other?.api?.close();
    },
  };
}

type Prepared = {
  readonly configured: Configured;
  readonly api: ServedApi | null;
  readonly kit: Kit;
};

async function prepare(
  { provider, scheme, variables = {} }: Played,
  settings: Settings,
  worlds: Worlds,
): Promise<Prepared> {
  const read = createReader({ isManaged: true, allowRemote: false }, variables);
  const flags = scheme === undefined || provider.schemes.length === 1 ? {} : { scheme };
  const configured = provider.configure(flags, PROBE_PATH, read);
  if (read.problems.length > 0) throw new UsageError(read.problems);
  const api =
    configured.api === null ? null : await serveApi(configured.api.route(worlds), configured.api);
  const environment = environmentOf(configured, settings, api?.url ?? null);
  return { configured, api, kit: { correct: provider.receiver, environment } };
}

/** @param apiUrl Where the sender's API answers; null where it has none. */
export function environmentOf(
  { scheme, secrets, toleranceSeconds, environment }: Configured,
  settings: Settings,
  apiUrl: string | null,
): Environment {
  return {
    ...settings,
    scheme: scheme.name,
    secrets,
    toleranceSeconds,
    own: environment(apiUrl),
    zone: "UTC",
    now: Date.now,
    after: (ms) => AbortSignal.timeout(ms),
    fetch: (url, init) => fetch(url, init),
  };
}

function triedAt(configured: Configured, { at }: InProcessTarget, target: UnsignedTarget): Tried {
  const sender = configured.sender(at);
  return { sender, target: { ...target, scheme: configured.scheme, spell: sender.wire.spell } };
}
