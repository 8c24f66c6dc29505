/**
 * A receiver of this folder as a target that the harness has started, in its own process.
 *
 * A kill drops what the receiver keeps in variables and what it was about to write; the disk stays.
 *
 * @module
 */

import { type ManagedTarget, TargetNotStarted } from "../target/managed-target.ts";
import type { Target } from "../target/target.ts";
import { type Disk, emptyDisk, openStorage } from "./disk.ts";
import { PROBE_PATH } from "./edge.ts";
import type { Parts } from "./parts.ts";
import type { Environment } from "./passing.ts";
import { createReceiver } from "./receiver.ts";
import { type Served, serve } from "./serve.ts";

/** A target without what only a sender knows: how it signs, and how it tells an event. */
export type UnsignedTarget = Omit<Target, "scheme" | "spell">;

export type InProcessTarget = {
  readonly target: UnsignedTarget;
  /** The endpoint of the receiver beside it; null where there is none. */
  readonly beside: UnsignedTarget | null;
  /** A path on the receiver. */
  readonly at: (path: string) => URL;
  readonly close: () => Promise<void>;
};

/** The correct receiver of one sender's webhooks, and what it is told when it is started. */
export type Kit = { readonly correct: Parts; readonly environment: Environment };

/** Short, since a mutant that never answers makes the harness wait for it. */
const ANSWER_WITHIN_MS = 2_000;
const BODY_WITHIN_MS = 1_500;
const LOG_LINES_MAX = 1_000;

/**
 * @param change Puts a bug in; called at each start of each instance.
 * @param options.instances How many of them share the disk.
 * @param options.beside Another sender's receiver on the same disk.
 */
export async function startInProcess(
  { correct, environment }: Kit,
  change: (correct: Parts) => Parts,
  { instances = 1, beside }: { readonly instances?: number; readonly beside?: Kit } = {},
): Promise<InProcessTarget> {
  const disk = { ...emptyDisk(), ...beside?.correct.tables(), ...change(correct).tables() };
  const lines: string[] = [];
  const log = (line: string): void => {
    if (lines.push(line) > LOG_LINES_MAX) lines.shift();
  };

  const launch = async (port: number, settings = environment): Promise<Launched> => {
    const life = new AbortController();
    const storage = openStorage(disk, correct.names.provider, life.signal);
    const parts = change(correct);
    if (!parts.canStart(settings)) throw new TargetNotStarted("It refused its settings");
    const context = { parts, environment: settings, storage, log };
    parts.begin(context);
    return { served: await serve(createReceiver(context), port, parts), life };
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
      const settings = withVariables(environment, correct.names, changed);
      launched = await Promise.all(ports.map((port) => launch(port, settings)));
    },
    death: () => null,
    output: () => lines.join("\n"),
  };
  const neighbour = beside === undefined ? null : await startBeside(beside, disk);
  const close = async (): Promise<void> => {
    await kill();
    await neighbour?.close();
  };
  const [port = 0] = ports;
  return {
    target: targetOf({ correct, environment }, ports, managed),
    beside: neighbour?.target ?? null,
    at: (path) => new URL(path, `http://127.0.0.1:${port}`),
    close,
  };
}

/** A correct receiver on a disk that another one writes to as well: two senders, one inbox. */
async function startBeside(kit: Kit, disk: Disk) {
  const { correct, environment } = kit;
  const life = new AbortController();
  const storage = openStorage(disk, correct.names.provider, life.signal);
  const context = { parts: correct, environment, storage, log: () => {} };
  const { port, close } = await serve(createReceiver(context), 0, correct);
  return { target: targetOf(kit, [port], null), close };
}

/** The settings that a process would read from these variables. */
function withVariables(
  environment: Environment,
  { variables }: Parts["names"],
  changed: Readonly<Record<string, string>>,
): Environment {
  const secrets = changed[variables.secrets];
  const tolerance = changed[variables.tolerance ?? ""];
  return {
    ...environment,
    zone: changed["TZ"] ?? environment.zone,
    ...(secrets === undefined ? {} : { secrets: secrets === "" ? [] : secrets.split(",") }),
    ...(tolerance === undefined ? {} : { toleranceSeconds: Number(tolerance) }),
  };
}

type Launched = { readonly served: Served; readonly life: AbortController };

function targetOf(
  { correct, environment }: Kit,
  [port = 0, ...otherPorts]: readonly number[],
  managed: ManagedTarget | null,
): UnsignedTarget {
  const { toleranceSeconds, bodyLimitBytes, policy, probeToken } = environment;
  const [secret = "", ...otherSecrets] = environment.secrets;
  const { webhookPath } = correct.names;
  const at = (path: string, on = port): URL => new URL(path, `http://127.0.0.1:${on}`);
  return {
    webhook: at(webhookPath),
    otherWebhooks: otherPorts.map((other) => at(webhookPath, other)),
    secrets: [secret, ...otherSecrets],
    toleranceSeconds,
    bodyLimitBytes,
    answerWithinMs: ANSWER_WITHIN_MS,
    bodyWithinMs: BODY_WITHIN_MS,
    policy,
    probe: { url: at(PROBE_PATH), token: probeToken },
    managed,
  };
}
