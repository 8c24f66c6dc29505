/**
 * The same histories for a team's own test suite: against a handler in this process, without HTTP.
 *
 * ```ts
 * const proxy = simulateProxy({ secret: SECRET });
 * const app = createApp({ proxyFetch: proxy.fetch, signingSecret: SECRET });
 *
 * await fc.assert(
 *   fc.asyncProperty(histories({ joined: true }), (history) =>
 *     proxy.play(history, { handle: app.fetch, readEntitlements }),
 *   ),
 * );
 * ```
 *
 * `fc.assert` rejects where the handler and the oracle disagree: the {@link Broken} that it found is the
 * error's `cause`.
 *
 * Deliveries that are released together start in one turn of the event loop here: how they meet
 * inside the handler is up to the runtime. A race on the wire is for the harness itself.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import type fc from "fast-check";
import type { WireOutcome } from "./courier/wire.ts";
import type { WireRequest } from "./courier/wire-request.ts";
import { histories as generate, type History, type Trouble } from "./histories/history.ts";
import { shrinkingFurther } from "./histories/smaller.ts";
import { playHistory } from "./properties/play.ts";
import { arbitraryFields } from "./providers/proxy/odd-fields.ts";
import { PROXY_SCHEMES } from "./providers/proxy/schemes.ts";
import { PROXY_SENDER } from "./providers/proxy/sender.ts";
import { answerRead } from "./providers/proxy/state-api.ts";
import { ANY_VERB } from "./providers/proxy/verbs.ts";
import { fetchFrom } from "./simulator/fetch-from.ts";
import { anHourAgo, createWorlds } from "./simulator/stage.ts";
import { DEFAULT_POLICY, type Policy } from "./target/policy.ts";
import type { ShownRecord } from "./target/shown-record.ts";
import type { Target } from "./target/target.ts";
import { type Transport, withoutWire } from "./target/transport.ts";
import { createTally } from "./trial/coverage.ts";
import { createLag } from "./trial/lag.ts";
import { openTrial } from "./trial/trial.ts";
import { PLAIN } from "./values/naming.ts";

export { Broken } from "./target/verdict.ts";
export type { History, Policy, ShownRecord, Trouble };

/** @returns Histories with the given kinds of trouble, and no other. */
export function histories(trouble: Partial<Trouble> = {}): fc.Arbitrary<History> {
  return shrinkingFurther(generate({ verbs: ANY_VERB, fields: arbitraryFields, ...trouble }));
}

export type Handler = {
  /** Takes a delivery, as a Fetch handler does. */
  readonly handle: (request: Request) => Response | Promise<Response>;
  /** What a buyer may use now, in the fields of the target contract's probe. */
  readonly readEntitlements: (buyer: string) => Promise<readonly ShownRecord[]>;
};

export type SimulatedProxy = {
  /** Answers reads of Proxy's state: give it to the receiver in the place of `fetch`. */
  readonly fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>;
  /**
   * Plays a history against a handler, and compares every buyer with the oracle.
   *
   * @throws {Broken} Where the two disagree; its `details` are the steps that led there.
   */
  readonly play: (history: History, handler: Handler) => Promise<void>;
};

export type ProxySettings = {
  /** The endpoint's signing secret. */
  readonly secret: string;
  /** `t-v1` by default. */
  readonly scheme?: "t-v1" | "standard-webhooks";
  readonly policy?: Policy;
  /**
   * How long, in milliseconds, the handler may take to apply what it has acknowledged: 0 by default.
   * What it may never show is checked at once.
   */
  readonly settleMs?: number;
  /** The route that the handler sees; only its path may matter. */
  readonly url?: string;
};

const API_KEY_IS_ANY = "any";

export function simulateProxy(settings: ProxySettings): SimulatedProxy {
  const { secret, policy = DEFAULT_POLICY, settleMs = 0 } = settings;
  const worlds = createWorlds(anHourAgo);
  const scheme = PROXY_SCHEMES.find(({ name }) => name === settings.scheme) ?? PROXY_SCHEMES[0];
  const target: Target = {
    webhook: new URL(settings.url ?? "http://receiver.test/api/proxy/webhook"),
    otherWebhooks: [],
    scheme,
    secrets: [secret],
    spell: PROXY_SENDER.wire.spell,
    toleranceSeconds: 300,
    bodyLimitBytes: 1024 * 1024,
    answerWithinMs: 10_000,
    bodyWithinMs: 20_000,
    policy,
    probe: null,
    managed: null,
  };
  const lag = createLag(settleMs, 0);
  const run = randomBytes(5).toString("hex");
  let cases = 0;

  return {
    fetch: fetchFrom(async (request) =>
      answerRead(worlds, API_KEY_IS_ANY, { ...request, authorization: `Bearer ${API_KEY_IS_ANY}` }),
    ),
    play: async (history, handler) => {
      const { transport, settled } = inThisProcess(handler);
      const settingsOfTrial = {
        target,
        transport,
        worlds,
        sender: PROXY_SENDER,
        tally: createTally(),
        lag,
        signal: new AbortController().signal,
        nextNonce: () => `${run}${(cases++).toString(36)}`,
      };
      const trial = openTrial(settingsOfTrial, { naming: history.naming ?? PLAIN });
      try {
        await playHistory(trial, history);
      } finally {
        await settled();
        trial.close();
      }
    },
  };
}

/** `settled` waits for the deliveries whose answers nobody read. */
function inThisProcess({ handle, readEntitlements }: Handler): {
  readonly transport: Transport;
  readonly settled: () => Promise<unknown>;
} {
  const unread: Promise<unknown>[] = [];
  const send = async (request: WireRequest): Promise<WireOutcome> => {
    const response = await handle(requestOf(request));
    const body = new Uint8Array(await response.arrayBuffer());
    const headers = new Map([...response.headers].map(([name, value]) => [name, [value]]));
    return { kind: "answered", answer: { status: response.status, headers, body } };
  };
  return {
    transport: {
      ...withoutWire(send),
      hangUp: async (request, after) => {
        // Over HTTP an exception is an answer too, which nobody reads here.
        if (after === "sent") unread.push(send(request).catch(() => null));
      },
      readProbe: async (buyer) => ({ kind: "records", records: await readEntitlements(buyer) }),
    },
    settled: () => Promise.all(unread),
  };
}

function requestOf({ method, url, headers, body }: WireRequest): Request {
  return new Request(url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    body: Buffer.from(body),
  });
}
