/** Starts the target by its command, one instance or several, with the target contract's environment. @module */

import type { GwopOptions } from "../providers/gwop/settings.ts";
import { freePort, type ManagedTarget, startTarget } from "../target/managed-target.ts";
import type { RunOptions } from "./options.ts";

export type Started = {
  /** All instances as one: what is done to it is done to each. */
  readonly managed: ManagedTarget;
  readonly origin: string;
  readonly otherOrigins: readonly string[];
};

const READY_WITHIN_MS = 30_000;
/** Short, so that the cases in which the API hangs don't take seconds each; long enough for a
 * hundred reads at once on a machine with other things to do. */
const API_TIMEOUT_MS = 600;

/**
 * @param apiUrl Where the simulator answers; null where there is none.
 * @returns Null where the target runs already.
 * @throws {TargetNotStarted} If an instance does not become ready. None is left running.
 */
export async function bringUp(
  options: RunOptions,
  apiUrl: string | null,
  { onOutput, signal }: { readonly onOutput: (text: string) => void; readonly signal: AbortSignal },
): Promise<Started | null> {
  if (options.start === null) return null;
  const { command, readyPath } = options.start;
  const instances: { readonly origin: string; readonly managed: ManagedTarget }[] = [];
  try {
    for (let n = 0; n < options.instances; n += 1) {
      const port = await portOf(options.url, n);
      const origin = `http://127.0.0.1:${port}`;
      const managed = await startTarget({
        command,
        environment: environmentOf(options, apiUrl, port),
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

/** An absolute --url names the first instance's port. */
async function portOf(url: string, instance: number): Promise<number> {
  const fixed = URL.parse(url)?.port ?? "";
  return instance === 0 && fixed !== "" ? Number(fixed) : freePort();
}

function environmentOf(
  options: RunOptions,
  apiUrl: string | null,
  port: number,
): Readonly<Record<string, string>> {
  return {
    PORT: String(port),
    HOST: "127.0.0.1",
    PROXY_API_BASE_URL: apiUrl ?? "",
    PROXY_SECRET_KEY: options.apiKey,
    PROXY_API_TIMEOUT_MS: String(API_TIMEOUT_MS),
    PROXY_WEBHOOK_SIGNING_SECRET: options.secrets.join(","),
    PROXY_SIGNATURE_SCHEME: options.scheme,
    PROXY_TOLERANCE_SECONDS: String(options.toleranceSeconds),
    BODY_LIMIT_BYTES: String(options.bodyLimitBytes),
    PROBE_TOKEN: options.probeToken,
    ...(options.gwop === null ? {} : gwopEnvironment(options.gwop)),
  };
}

function gwopEnvironment({ secrets, merchantId, operatorToken }: GwopOptions) {
  return {
    GWOP_WEBHOOK_SECRET: secrets.join(","),
    GWOP_MERCHANT_ID: merchantId,
    OPERATOR_TOKEN: operatorToken,
  };
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
    output: () => all.map(({ output }) => output()).join(""),
  };
}
