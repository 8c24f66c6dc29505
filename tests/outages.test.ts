/**
 * The receiver as a process, in a world that falls apart around it: the one test that sees both the
 * server and the harness, and a Postgres that can be restarted under them.
 *
 * @module
 */

import assert from "node:assert/strict";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import postgres from "postgres";
import { requestOf } from "../harness/courier/delivery.ts";
import { isAccepted, statusOf } from "../harness/courier/outcome.ts";
import { sendOverWire, type WireOutcome } from "../harness/courier/wire.ts";
import { T_V1 } from "../harness/providers/proxy/schemes.ts";
import { PROXY_SENDER } from "../harness/providers/proxy/sender.ts";
import { answerRead } from "../harness/providers/proxy/state-api.ts";
import { cartOf } from "../harness/providers/proxy/verbs.ts";
import type { ProxyCommand } from "../harness/providers/proxy/world.ts";
import { eventOf, type WebhookEvent } from "../harness/simulator/event.ts";
import { type ServedApi, serveApi } from "../harness/simulator/serve.ts";
import { createWorlds, type Stage } from "../harness/simulator/stage.ts";
import { freePort, type ManagedTarget, startTarget } from "../harness/target/managed-target.ts";
import { readProbe } from "../harness/target/probe.ts";
import { type Postgres, startPostgres } from "../scripts/postgres.ts";

const API_KEY = "sk_test_of_the_conformance_test";
const SECRET = "whsec_Y29uZm9ybWFuY2UgdGVzdCBzZWNyZXQ=";
const PROBE_TOKEN = "probe_token_of_the_conformance_test";
const IN_FLIGHT = 60;
const ANSWER_WITHIN_MS = 10_000;

const worlds = createWorlds(Date.now);
const stage: Stage = worlds.open(PROXY_SENDER.play);
let folder: string;
let database: Postgres;
let api: ServedApi;
let receiver: ManagedTarget;
let origin: string;

before(async () => {
  folder = await mkdtemp(`${tmpdir()}/conformance-`);
  await chmod(folder, 0o755);
  database = await startPostgres({ directory: `${folder}/postgres` });
  api = await serveApi(async (request) => answerRead(worlds, API_KEY, request), {
    host: "127.0.0.1",
    port: 0,
  });
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  receiver = await startTarget({
    command: `${process.execPath} server/main.ts`,
    environment: {
      PORT: String(port),
      DATABASE_URL: database.url,
      PROXY_API_BASE_URL: api.url,
      PROXY_SECRET_KEY: API_KEY,
      PROXY_WEBHOOK_SIGNING_SECRET: SECRET,
      PROBE_TOKEN,
    },
    readyUrl: `${origin}/readyz`,
    readyWithinMs: 30_000,
  });
});

after(async () => {
  await receiver?.stop();
  await api?.close();
  await database?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A purchase that is ready to be granted. */
function purchase(name: string): { readonly buyer: string; readonly event: WebhookEvent } {
  const session = `psess_${name}`;
  const buyer = `buyer_${name}`;
  const commands: readonly ProxyCommand[] = [
    { do: "create", session, buyer, items: cartOf(2) },
    { do: "hand_off", session },
    { do: "open", session },
    { do: "pay", session },
  ];
  for (const command of commands) stage.enact(command);
  const granting: ProxyCommand = { do: "make_provisionable", session };
  const step = stage.enact(granting);
  assert.ok(step.ok && step.change !== null);
  return { buyer, event: eventOf(step.change, `evt_${name}`) };
}

function deliver(event: WebhookEvent): Promise<WireOutcome> {
  const endpoint = {
    webhook: new URL("/api/proxy/webhook", origin),
    scheme: T_V1,
    secrets: [SECRET],
    spell: PROXY_SENDER.wire.spell,
  } as const;
  const request = requestOf(endpoint, { event }, Date.now());
  return sendOverWire(request, { answerWithinMs: ANSWER_WITHIN_MS });
}

/** Redelivers until acknowledged, as Proxy does (A12). Every answer on the way is 200 or 503. */
async function settle(event: WebhookEvent): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const outcome = await deliver(event);
    if (isAccepted(outcome)) return;
    assert.equal(statusOf(outcome), 503, `${event.id}: ${JSON.stringify(outcome)}`);
    assert.ok(Date.now() < deadline, `${event.id} was never acknowledged`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function assertGrantedOnce(buyer: string, event: WebhookEvent): Promise<void> {
  const probe = { url: new URL("/api/entitlements", origin), token: PROBE_TOKEN };
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
}

/** Keeps so many deliveries in flight while something happens to the database. */
async function underLoad(name: string, disturb: () => Promise<void>): Promise<void> {
  const purchases = Array.from({ length: IN_FLIGHT }, (_, n) => purchase(`${name}_${n}`));
  let disturbed = false;
  const disturbing = disturb().finally(() => {
    disturbed = true;
  });
  await Promise.all(
    purchases.map(async ({ event }) => {
      do await settle(event);
      while (!disturbed);
      await settle(event);
    }),
  );
  await disturbing;
  for (const { buyer, event } of purchases) await assertGrantedOnce(buyer, event);
}

describe("the receiver, with 60 deliveries in flight", { timeout: 120_000 }, () => {
  test("answers every one of them while all its connections are terminated, again and again", () =>
    underLoad("terminated", async () => {
      const admin = postgres(database.url, { max: 1 });
      try {
        for (let round = 0; round < 10; round += 1) {
          await admin`
            select pg_terminate_backend(pid) from pg_stat_activity
            where application_name like 'proxy-checkout-receiver%'
          `;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      } finally {
        await admin.end();
      }
    }));

  test("answers every one of them while Postgres is restarted", () =>
    underLoad("restarted", () => database.restart()));
});

describe("the receiver, killed between two deliveries", { timeout: 120_000 }, () => {
  test("has lost nothing and doubles nothing", async () => {
    const acknowledged = purchase("acknowledged");
    const pending = purchase("pending");
    await settle(acknowledged.event);
    await receiver.kill();
    await receiver.restart();
    for (const { event } of [pending, acknowledged, pending]) await settle(event);
    for (const { buyer, event } of [pending, acknowledged]) await assertGrantedOnce(buyer, event);
  });
});
