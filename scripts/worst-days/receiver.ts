/** The receiver as a process, on any runtime, with a simulated Proxy behind it. @module */

import { setTimeout as pause } from "node:timers/promises";
import { requestOf } from "../../harness/courier/delivery.ts";
import { sendOverWire, type WireOutcome } from "../../harness/courier/wire.ts";
import { T_V1 } from "../../harness/providers/proxy/schemes.ts";
import { PROXY_SENDER } from "../../harness/providers/proxy/sender.ts";
import { answerRead } from "../../harness/providers/proxy/state-api.ts";
import { serveApi } from "../../harness/simulator/serve.ts";
import { createWorlds } from "../../harness/simulator/stage.ts";
import { freePort } from "../../harness/target/managed-target.ts";
import { endChild } from "../child.ts";
import { LOOPBACK } from "../port.ts";
import { SetupError } from "../setup-error.ts";
import { type Place, RUNTIMES } from "./case.ts";
import { purchase } from "./purchase.ts";

const API_KEY = "sk_test_of_the_worst_day";
const SECRET = "whsec_d29yc3QgZGF5IHNlY3JldCBmb3IgdGVzdHM=";
const PROBE_TOKEN = "probe_token_of_the_worst_day";
const STOP_MS = 15_000;
const READY_MS = 30_000;
const ANSWER_MS = 30_000;

export type Receiver = {
  readonly origin: string;
  readonly pid: number;
  /** Sends a new purchase's event, signed, over a connection of its own. */
  readonly deliver: () => Promise<WireOutcome>;
  /** Asks it for a path, over a connection of its own. */
  readonly get: (path: string) => Promise<WireOutcome>;
  /** Asks what a buyer may use. Whoever bought has a number, from 1 on: `buyer_1`. */
  readonly probe: (buyer: string) => Promise<WireOutcome>;
  readonly stop: () => Promise<void>;
};

/**
 * Starts a receiver that ends with the script. What it logs is thrown away.
 *
 * @param environment What differs from the defaults.
 * @throws {SetupError} If it isn't ready in time.
 */
export async function startReceiver(
  { lifetime, runtime, path, databaseUrl }: Place,
  environment: Readonly<Record<string, string>> = {},
): Promise<Receiver> {
  const worlds = createWorlds(Date.now);
  const api = await lifetime.own(
    serveApi(async (request) => answerRead(worlds, API_KEY, request), { host: LOOPBACK, port: 0 }),
    (served) => served.close(),
  );
  const port = await freePort();
  const origin = `http://${LOOPBACK}:${port}`;
  // By `exec`, so that the process is the receiver's own.
  const command = ["-c", 'exec "$@" >/dev/null', "sh", ...RUNTIMES[runtime]];
  const child = lifetime.start("sh", command, {
    PATH: path,
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    PROXY_API_BASE_URL: api.url,
    PROXY_SECRET_KEY: API_KEY,
    PROXY_WEBHOOK_SIGNING_SECRET: SECRET,
    PROBE_TOKEN,
    ...environment,
  });
  await untilReady(`${origin}/readyz`, lifetime.signal);

  const endpoint = {
    webhook: new URL("/api/proxy/webhook", origin),
    scheme: T_V1,
    secrets: [SECRET],
    spell: PROXY_SENDER.wire.spell,
  } as const;
  const get = (target: string, token: string | null = null) => {
    const headers = token === null ? [] : ([["authorization", `Bearer ${token}`]] as const);
    return sendOverWire(
      { url: new URL(target, origin), method: "GET", headers, body: new Uint8Array() },
      { answerWithinMs: ANSWER_MS },
    );
  };
  let purchases = 0;
  return {
    origin,
    pid: child.pid,
    deliver: () => {
      purchases += 1;
      // In a world of its own: a command takes as long as its world is large.
      const event = purchase(worlds.open(PROXY_SENDER.play), String(purchases));
      const request = requestOf(endpoint, { event }, Date.now());
      return sendOverWire(request, { answerWithinMs: ANSWER_MS });
    },
    get,
    probe: (buyer) => get(`/api/entitlements?buyer_reference=${buyer}`, PROBE_TOKEN),
    stop: () => endChild(child, "SIGTERM", STOP_MS),
  };
}

/** @throws {SetupError} If it doesn't answer 2xx in time. */
export async function untilReady(url: string, ending: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([ending, AbortSignal.timeout(READY_MS)]);
  while (!signal.aborted) {
    const answer = await fetch(url, { signal }).catch((_notUpYet: Error) => null);
    if (answer?.ok) return;
    await pause(100);
  }
  ending.throwIfAborted();
  throw new SetupError(`Cannot reach ${url}: expected it to be ready within ${READY_MS / 1000} s`);
}
