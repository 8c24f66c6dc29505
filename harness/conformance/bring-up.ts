/** Starts the target by its command, one instance or several, with the target contract's environment. @module */

import type { Configured } from "../providers/provider.ts";
import { freePort, type ManagedTarget, startTarget } from "../target/managed-target.ts";
import type { RunOptions } from "./options.ts";

export type Started = {
  /** All instances as one: what is done to it is done to each. */
  readonly managed: ManagedTarget;
  readonly origin: string;
  readonly otherOrigins: readonly string[];
};

export type ApiUrlOf = (configured: Configured) => string | null;

const READY_WITHIN_MS = 30_000;

/**
 * @param apiUrlOf Where a sender's API answers; null where it has none.
 * @returns Null where the target runs already.
 * @throws {TargetNotStarted} If an instance does not become ready. None is left running.
 */
export async function bringUp(
  options: RunOptions,
  apiUrlOf: ApiUrlOf,
  { onOutput, signal }: { readonly onOutput: (text: string) => void; readonly signal: AbortSignal },
): Promise<Started | null> {
  if (options.start === null) return null;
  const { command, readyPath } = options.start;
  const instances: { readonly origin: string; readonly managed: ManagedTarget }[] = [];
  try {
    for (let n = 0; n < options.instances; n += 1) {
      const port = await portOf(options.sides[0].configured.webhook, n);
      const origin = `http://127.0.0.1:${port}`;
      const managed = await startTarget({
        command,
        environment: environmentOf(options, apiUrlOf, port),
        readyUrl: new URL(readyPath, origin).href,
        readyWithinMs: READY_WITHIN_MS,
        onOutput,
        signal,
      });
      instances.push({ origin, managed });
    }
  } catch (error) {
    await Promise.all(instances.map(({ managed }) => managed.stop()));
    throw error;
  }
  const [first, ...others] = instances;
  if (first === undefined) throw new Error("Bug: a target was started without an instance");
  return {
    managed: allAsOne(
      first.managed,
      others.map(({ managed }) => managed),
    ),
    origin: first.origin,
    otherOrigins: others.map(({ origin }) => origin),
  };
}

/** An absolute URL of the webhook names the first instance's port. */
async function portOf(url: string, instance: number): Promise<number> {
  const fixed = URL.parse(url)?.port ?? "";
  return instance === 0 && fixed !== "" ? Number(fixed) : freePort();
}

function environmentOf(
  { bodyLimitBytes, probeToken, sides, alsoTold }: RunOptions,
  apiUrlOf: ApiUrlOf,
  port: number,
): Readonly<Record<string, string>> {
  const own = [...alsoTold, ...sides].map(({ configured }) =>
    configured.environment(apiUrlOf(configured)),
  );
  return Object.assign(
    {
      PORT: String(port),
      HOST: "127.0.0.1",
      BODY_LIMIT_BYTES: String(bodyLimitBytes),
      PROBE_TOKEN: probeToken,
    },
    ...own,
  );
}

function allAsOne(first: ManagedTarget, others: readonly ManagedTarget[]): ManagedTarget {
  const all = [first, ...others];
  return {
    get pid() {
      return first.pid;
    },
    stop: async () => (await Promise.all(all.map(({ stop }) => stop())))[0] ?? null,
    kill: async () => {
      await Promise.all(all.map(({ kill }) => kill()));
    },
    restart: async (changed) => {
      await Promise.all(all.map(({ restart }) => restart(changed)));
    },
    death: () => all.map(({ death }) => death()).find((death) => death !== null) ?? null,
    output: () => all.map(({ output }) => output()).join(""),
  };
}
