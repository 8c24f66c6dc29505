/**
 * A receiver of this folder as a target that the harness has started, in its own process.
 *
 * A kill drops what the receiver keeps in variables and what it was about to write; the disk stays.
 *
 * @module
 */

import { providerOf } from "../providers/provider.ts";
import { type ManagedTarget, TargetNotStarted } from "../target/managed-target.ts";
import type { GwopEndpoint, Target } from "../target/target.ts";
import { type Disk, emptyDisk, openStorage } from "./disk.ts";
import { INVOICES_PATH, PROBE_PATH } from "./edge.ts";
import type { Parts } from "./parts.ts";
import type { Environment } from "./passing.ts";
import { correctFor, createReceiver } from "./receiver.ts";
import { type Served, serve } from "./serve.ts";

export type InProcessTarget = {
  readonly target: Target;
  /** The endpoint for Proxy of a receiver for Gwop; null where that is the target itself. */
  readonly beside: Target | null;
  readonly close: () => Promise<void>;
};

/** Short, since a mutant that never answers makes the harness wait for it. */
const ANSWER_WITHIN_MS = 2_000;
const BODY_WITHIN_MS = 1_500;
const LOG_LINES_MAX = 1_000;

/**
 * @param change Puts a bug in; called at each start of each instance.
 * @param instances How many of them share the disk.
 */
export async function startInProcess(
  environment: Environment,
  change: (correct: Parts) => Parts,
  instances = 1,
): Promise<InProcessTarget> {
  const disk = emptyDisk();
  const lines: string[] = [];
  const log = (line: string): void => {
    if (lines.push(line) > LOG_LINES_MAX) lines.shift();
  };

  const launch = async (port: number, settings = environment): Promise<Launched> => {
    const life = new AbortController();
    const storage = openStorage(disk, providerOf(settings.scheme), life.signal);
    const parts = change(correctFor(settings.scheme));
    if (!parts.canStart(settings)) throw new TargetNotStarted("It refused its settings");
    const context = { parts, environment: settings, storage, log };
    return { served: await serve(createReceiver(context), port), life };
  };

  const anyPorts = Array.from({ length: instances }, () => 0);
  let launched = await Promise.all(anyPorts.map((port) => launch(port)));
  const ports = launched.map(({ served }) => served.port);
  const kill = async (): Promise<void> => {
    for (const { life } of launched) life.abort();
    await Promise.all(launched.map(({ served }) => served.close()));
  };
  const managed: ManagedTarget = {
    // Ours, since it has none of its own: whoever ends it does so by the functions below.
    pid: process.pid,
    stop: async () => {
      await kill();
      return 0;
    },
    kill,
    restart: async (changed = {}) => {
      await kill();
      const settings = withVariables(environment, changed);
      launched = await Promise.all(ports.map((port) => launch(port, settings)));
    },
    output: () => lines.join("\n"),
  };
  const beside = environment.scheme === "gwop" ? await startBeside(environment, disk) : null;
  const close = async (): Promise<void> => {
    await kill();
    await beside?.close();
  };
  const target = targetOf(environment, ports, managed);
  return { target, beside: beside?.target ?? null, close };
}

/** The correct receiver of Proxy's webhooks, on the disk of one of Gwop's: two senders, one inbox. */
async function startBeside(environment: Environment, disk: Disk): Promise<InProcessTarget> {
  const life = new AbortController();
  const storage = openStorage(disk, "proxy", life.signal);
  const settings = { ...environment, scheme: "t-v1" } as const;
  const context = { parts: correctFor("t-v1"), environment: settings, storage, log: () => {} };
  const { port, close } = await serve(createReceiver(context), 0);
  return { target: targetOf(settings, [port], null), beside: null, close };
}

/** The settings that a process would read from these variables. */
function withVariables(
  environment: Environment,
  changed: Readonly<Record<string, string>>,
): Environment {
  const secrets = changed["GWOP_WEBHOOK_SECRET"] ?? changed["PROXY_WEBHOOK_SIGNING_SECRET"];
  const tolerance = changed["PROXY_TOLERANCE_SECONDS"];
  return {
    ...environment,
    ...(secrets === undefined ? {} : { secrets: secrets === "" ? [] : secrets.split(",") }),
    ...(tolerance === undefined ? {} : { toleranceSeconds: Number(tolerance) }),
  };
}

type Launched = { readonly served: Served; readonly life: AbortController };

function targetOf(
  environment: Environment,
  [port = 0, ...otherPorts]: readonly number[],
  managed: ManagedTarget | null,
): Target {
  const { scheme, toleranceSeconds, bodyLimitBytes, policy, probeToken } = environment;
  const [secret = "", ...otherSecrets] = environment.secrets;
  const { webhookPath } = correctFor(scheme).names;
  const at = (path: string, on = port): URL => new URL(path, `http://127.0.0.1:${on}`);
  return {
    webhook: at(webhookPath),
    otherWebhooks: otherPorts.map((other) => at(webhookPath, other)),
    scheme,
    secrets: [secret, ...otherSecrets],
    toleranceSeconds,
    bodyLimitBytes,
    answerWithinMs: ANSWER_WITHIN_MS,
    bodyWithinMs: BODY_WITHIN_MS,
    policy,
    probe: { url: at(PROBE_PATH), token: probeToken },
    managed,
    ...(providerOf(scheme) === "gwop"
      ? { gwop: gwopEndpoint(environment, at(INVOICES_PATH)) }
      : {}),
  };
}

function gwopEndpoint({ merchantId, operatorToken }: Environment, url: URL): GwopEndpoint {
  return { merchantId, registry: { url, token: operatorToken } };
}
