/** A shop whose buyers buy, and whose events are delivered to a receiver over the wire until it takes them. */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { requestOf } from "../harness/courier/delivery.ts";
import { isAccepted, statusOf } from "../harness/courier/outcome.ts";
import { sendOverWire, type WireOutcome } from "../harness/courier/wire.ts";
import { T_V1 } from "../harness/providers/proxy/schemes.ts";
import { PROXY_SENDER } from "../harness/providers/proxy/sender.ts";
import { answerRead } from "../harness/providers/proxy/state-api.ts";
import type { WebhookEvent } from "../harness/simulator/event.ts";
import { serveApi } from "../harness/simulator/serve.ts";
import { createWorlds } from "../harness/simulator/stage.ts";
import { freePort } from "../harness/target/managed-target.ts";
import { readProbe } from "../harness/target/probe.ts";
import { purchase } from "../scripts/worst-days/purchase.ts";

const API_KEY = "sk_test_of_the_conformance_test";
const SECRET = "whsec_Y29uZm9ybWFuY2UgdGVzdCBzZWNyZXQ=";
const PROBE_TOKEN = "probe_token_of_the_conformance_test";
const ANSWER_WITHIN_MS = 10_000;
const ACCEPTED_WITHIN_MS = 30_000;

export type Purchase = { readonly buyer: string; readonly event: WebhookEvent };

export type Shop = {
  /** Where the receiver is to listen. */
  readonly origin: string;
  /** What it is to be started with, except for its database. */
  readonly environment: Readonly<Record<string, string>>;
  /** A purchase that is ready to be granted. */
  readonly purchase: (name: string) => Purchase;
  readonly deliver: (event: WebhookEvent) => Promise<WireOutcome>;
  /** Delivers until it is acknowledged, as Proxy does (A12). Every answer on the way is 200 or 503. */
  readonly settle: (event: WebhookEvent) => Promise<void>;
  readonly assertGrantedOnce: (purchase: Purchase) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** @param through Where deliveries go, if not straight to the receiver: the origin of what is in front of it. */
export async function openShop(through?: string): Promise<Shop> {
  const worlds = createWorlds(Date.now);
  const stage = worlds.open(PROXY_SENDER.play);
  const api = await serveApi(async (request) => answerRead(worlds, API_KEY, request), {
    host: "127.0.0.1",
    port: 0,
  });
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const endpoint = {
    webhook: new URL("/api/proxy/webhook", through ?? origin),
    scheme: T_V1,
    secrets: [SECRET],
    spell: PROXY_SENDER.wire.spell,
  } as const;
  const probe = { url: new URL("/api/entitlements", origin), token: PROBE_TOKEN };

  const deliver: Shop["deliver"] = (event) =>
    sendOverWire(requestOf(endpoint, { event }, Date.now()), { answerWithinMs: ANSWER_WITHIN_MS });
  return {
    origin,
    environment: {
      PORT: String(port),
      PROXY_API_BASE_URL: api.url,
      PROXY_SECRET_KEY: API_KEY,
      PROXY_WEBHOOK_SIGNING_SECRET: SECRET,
      PROBE_TOKEN,
    },
    purchase: (name) => ({ buyer: `buyer_${name}`, event: purchase(stage, name) }),
    deliver,
    settle: async (event) => {
      const deadline = performance.now() + ACCEPTED_WITHIN_MS;
      for (;;) {
        const outcome = await deliver(event);
        if (isAccepted(outcome)) return;
        assert.equal(statusOf(outcome), 503, `${event.id}: ${JSON.stringify(outcome)}`);
        assert.ok(performance.now() < deadline, `${event.id} was never acknowledged`);
        await pause(50);
      }
    },
    assertGrantedOnce: async ({ buyer, event }) => {
      assert.deepEqual(await readProbe(probe, buyer), {
        kind: "records",
        records: [
          {
            provider: "proxy",
            source: event.data.object.id,
            access: "granted",
            renews: null,
            access_until: null,
            quantity: 3,
            grants: 1,
          },
        ],
      });
    },
    close: () => api.close(),
  };
}
