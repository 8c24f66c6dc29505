/** The whole receiver in the test's own process: its app, its Proxy, its database, its log. @module */

import assert from "node:assert/strict";
import { createProxyCheckoutServerClient } from "@proxy-checkout/server-js";
import { createApp } from "../app.ts";
import type { Onlooker } from "../arrival.ts";
import { createBodyBudget } from "../body-budget.ts";
import { createIntake } from "../intake.ts";
import { createLog } from "../log.ts";
import type { Meters } from "../meters.ts";
import { readMigrations } from "../migrate.ts";
import type { Pools } from "../pools.ts";
import type { AddRoutes } from "../provider.ts";
import { DEFAULT_POLICY } from "../proxy/policy.ts";
import { routesOf } from "../proxy/proxy.ts";
import { SECRET, serveObjects, type WireObject } from "../proxy/testing.ts";
import { createReadiness } from "../readiness.ts";

const PROBE_TOKEN = "a-probe-token-for-tests-only";

export type TestReceiver = {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Proxy's objects, to be changed at will. */
  readonly objects: Map<string, WireObject>;
  /** Every line that was logged. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly probe: (query: string, token?: string) => Promise<Response>;
  readonly entitlementsOf: (buyerReference: string) => Promise<unknown>;
};

/** @param others The routes of other providers than Proxy. */
export async function createTestReceiver(
  pools: Pools,
  others: readonly AddRoutes[] = [],
  {
    bodies = createBodyBudget(),
    bodyBytesMax = 4096,
    batchMax = 64,
    onlookers = [] as readonly Onlooker[],
    meters = undefined as Meters | undefined,
  } = {},
): Promise<TestReceiver> {
  const objects = new Map<string, WireObject>();
  const lines: Readonly<Record<string, unknown>>[] = [];
  const client = createProxyCheckoutServerClient({
    apiKey: "sk_test",
    fetch: serveObjects(objects),
  });
  const proxy = routesOf(client, {
    signingSecrets: [SECRET],
    signatureScheme: "t-v1",
    toleranceSeconds: 300,
    policy: DEFAULT_POLICY,
  });
  const app = createApp({
    pools,
    intake: createIntake(pools.deliveries, {
      batchMax,
      connections: 10,
      now: () => performance.now(),
      meters,
    }),
    config: { bodyBytesMax, probeToken: PROBE_TOKEN, routes: [proxy, ...others] },
    log: createLog("info", { write: (line) => void lines.push(JSON.parse(line)) }),
    bodies,
    onlookers,
    meters,
    isReady: createReadiness(pools.reads, await readMigrations(), () => performance.now()),
    isAlive: async () => true,
  });
  const fetch = async (request: Request) => app.fetch(request);
  const probe = (query: string, token = PROBE_TOKEN) =>
    fetch(
      new Request(`http://localhost/api/entitlements${query}`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    );
  return {
    fetch,
    objects,
    lines,
    probe,
    entitlementsOf: async (buyerReference) => {
      const response = await probe(`?buyer_reference=${encodeURIComponent(buyerReference)}`);
      assert.equal(response.status, 200);
      const answer: unknown = await response.json();
      assert.ok(typeof answer === "object" && answer !== null && "entitlements" in answer);
      return answer.entitlements;
    },
  };
}
