/** The reference receiver in this process, under the harness's own histories: how a team does it. */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { createProxyCheckoutServerClient } from "@proxy-checkout/server-js";
import fc from "fast-check";
import { Broken, histories, simulateProxy } from "../harness/in-process.ts";
import { createDatabase, dropDatabase } from "../scripts/database.ts";
import { createApp } from "../server/app.ts";
import { createBodyBudget } from "../server/body-budget.ts";
import { connect } from "../server/database.ts";
import { createIntake } from "../server/intake.ts";
import { createLog } from "../server/log.ts";
import { migrate, readMigrations } from "../server/migrate.ts";
import { openPools, type Pools } from "../server/pools.ts";
import { readEntitlements } from "../server/probe.ts";
import { DEFAULT_POLICY } from "../server/proxy/policy.ts";
import { routesOf } from "../server/proxy/proxy.ts";
import { createReadiness } from "../server/readiness.ts";

const SECRET = "whsec_aW4tcHJvY2VzcyB0ZXN0IHNlY3JldCE=";
const DATABASE = `in_process_${randomBytes(4).toString("hex")}`;

let pools: Pools;
let handle: (request: Request) => Response | Promise<Response>;
const proxy = simulateProxy({ secret: SECRET });

before(async () => {
  const server = process.env["TEST_DATABASE_URL"];
  assert.ok(server, "TEST_DATABASE_URL is not set: run scripts/test, which sets it");
  const url = await createDatabase(server, DATABASE);
  const migrations = await readMigrations();
  await migrate(url, migrations);
  const now = () => performance.now();
  pools = openPools((poolMax) => connect(url, { poolMax, prepare: true }), {
    deliveriesMax: 8,
    now,
  });
  const client = createProxyCheckoutServerClient({
    apiKey: "any",
    timeoutMs: 300,
    fetch: proxy.fetch,
  });
  const routes = routesOf(client, {
    signingSecrets: [SECRET],
    signatureScheme: "t-v1",
    toleranceSeconds: 300,
    policy: DEFAULT_POLICY,
  });
  const app = createApp({
    pools,
    intake: createIntake(pools.deliveries, { batchMax: 64, connections: 8, now }),
    config: {
      bodyBytesMax: 1024 * 1024,
      probeToken: "a-probe-token-that-nobody-uses",
      routes: [routes],
    },
    log: createLog("silent", { write: () => {} }),
    isReady: createReadiness(pools.reads, migrations, now),
    isAlive: async () => true,
    bodies: createBodyBudget(),
  });
  handle = (request) => app.fetch(request);
});
after(async () => {
  await pools?.end(1);
  await dropDatabase(process.env["TEST_DATABASE_URL"] ?? "", DATABASE);
});

describe("the receiver in this process", { timeout: 60_000 }, () => {
  test("keeps to the oracle in any history, with any trouble", async () => {
    const anything = histories({
      joined: true,
      forgeries: true,
      manners: ["answer_lost", "half_sent", "read_fails", "read_cut", "read_lags"],
    });
    await fc.assert(
      fc.asyncProperty(anything, (history) =>
        proxy.play(history, {
          handle,
          readEntitlements: (buyer) => pools.reads.run((sql) => readEntitlements(sql, buyer)),
        }),
      ),
      { numRuns: 50, seed: 42 },
    );
  });

  test("is caught where it shows another buyer's access", async () => {
    const nothing = { handle, readEntitlements: async () => [] };
    await assert.rejects(
      fc.assert(
        fc.asyncProperty(histories(), (history) => proxy.play(history, nothing)),
        {
          seed: 42,
        },
      ),
      (error) => error instanceof Error && error.cause instanceof Broken,
    );
  });
});
