import assert from "node:assert/strict";
import { once } from "node:events";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { parseConfig } from "./config.ts";
import type { Environment } from "./environment.ts";
import { createLog } from "./log.ts";
import { PROVIDERS } from "./providers.ts";
import { createReceiver, type Receiver } from "./receiver.ts";
import { createEmptyTestDatabase, type TestDatabase } from "./testing/database.ts";

const TOKEN = "a-probe-token-for-tests-only";

/** Nothing listens on port 1. */
const NOBODY = "postgres://nobody@127.0.0.1:1/none";

let database: TestDatabase;
before(async () => {
  database = await createEmptyTestDatabase();
});
after(() => database.drop());

function configOf(more: Environment) {
  const env = {
    PROBE_TOKEN: TOKEN,
    PROXY_SECRET_KEY: "sk_test_1",
    PROXY_WEBHOOK_SIGNING_SECRET: "the-signing-secret-for-tests",
    ...more,
  };
  return parseConfig(env, PROVIDERS);
}

async function statusOf(receiver: Receiver, path: string, token = TOKEN): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await receiver.fetch(new Request(`http://localhost${path}`, { headers }));
  await response.text();
  return response.status;
}

/** Everything by which a library could take a process over. */
function holdOnProcess() {
  const signals = ["SIGHUP", "SIGINT", "SIGTERM", "SIGQUIT", "SIGUSR1", "SIGUSR2"];
  const events = [...signals, "uncaughtException", "unhandledRejection", "exit"];
  return {
    listeners: events.map((event) => process.listenerCount(event)),
    write: process.stdout.write,
    exitCode: process.exitCode,
  };
}

describe("createReceiver()", { timeout: 60_000 }, () => {
  test("is ready once it has migrated, and takes nothing of the process", async () => {
    const before = holdOnProcess();
    const log = createLog("silent", { write: () => undefined });
    const receiver = await createReceiver({
      config: configOf({ DATABASE_URL: database.url }),
      log,
    });
    assert.equal(await statusOf(receiver, "/api/entitlements?buyer_reference=a"), 503);
    await receiver.start();
    assert.equal(await statusOf(receiver, "/readyz"), 200);
    assert.equal(await statusOf(receiver, "/elsewhere"), 404);
    assert.deepEqual(holdOnProcess(), before);
    await receiver.end();
    assert.deepEqual(holdOnProcess(), before);
  });

  test("judges by other settings from the moment that it is given them", async () => {
    const log = createLog("silent", { write: () => undefined });
    const DATABASE_URL = database.url;
    const receiver = await createReceiver({ config: configOf({ DATABASE_URL }), log });
    await receiver.start();
    receiver.reconfigure(configOf({ DATABASE_URL, PROBE_TOKEN: `${TOKEN}-new` }));
    assert.equal(await statusOf(receiver, "/api/entitlements?buyer_reference=a"), 401);
    const path = "/api/entitlements?buyer_reference=a";
    assert.equal(await statusOf(receiver, path, `${TOKEN}-new`), 200);
    await receiver.end();
  });

  test("doesn't wait for a database any more once it was ended", async () => {
    const told = new EventTarget();
    const failed = once(told, "line");
    const log = createLog("info", { write: () => void told.dispatchEvent(new Event("line")) });
    const receiver = await createReceiver({ config: configOf({ DATABASE_URL: NOBODY }), log });
    const started = receiver.start();
    await failed;
    await receiver.end();
    await started;
  });
});
