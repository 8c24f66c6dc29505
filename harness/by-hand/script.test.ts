import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import type { Scheme } from "../courier/sign.ts";
import { startInProcess } from "../mutants/in-process-target.ts";
import type { Parts } from "../mutants/parts.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { standAlone } from "../stand-alone/stand-alone.ts";
import { freePort } from "../target/managed-target.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { explain } from "./explain.ts";
import { record } from "./record.ts";

const SECRETS = [
  `whsec_${btoa("a secret that signs in this test")}`,
  `whsec_${btoa("a secret that is on its way out.")}`,
] as const;
const API_KEY = "sk_test";
const PROBE_TOKEN = "probe_test";

const MERCHANT = "9e9c9ba5-3bab-4172-8a79-336f9ca0f163";

type Ending = { readonly code: number | null; readonly output: string };

/** Runs the script of a requirement against a receiver, with a simulator beside it. */
async function tryByHand(
  id: string,
  scheme: Scheme,
  change: (correct: Parts) => Parts = (correct) => correct,
): Promise<Ending> {
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  const receiver = await startInProcess(
    {
      scheme,
      secrets: SECRETS,
      toleranceSeconds: 300,
      bodyLimitBytes: 1_048_576,
      bodyWithinMs: 1_500,
      apiUrl,
      apiKey: API_KEY,
      apiTimeoutMs: 5_000,
      probeToken: PROBE_TOKEN,
      merchantId: MERCHANT,
      operatorToken: "operator",
      policy: DEFAULT_POLICY,
      now: Date.now,
    },
    change,
  );
  const { webhook } = receiver.target;
  const stop = new AbortController();
  const { promise: isUp, resolve } = Promise.withResolvers<string>();
  const simulator = standAlone(
    {
      port,
      host: "127.0.0.1",
      endpoint: webhook,
      scheme,
      secret: SECRETS[0],
      apiKey: API_KEY,
      gwop: null,
    },
    stop.signal,
    resolve,
  );
  try {
    await isUp;
    return await run(await scriptOf(id, scheme), {
      URL: webhook.href,
      SIMULATOR: apiUrl,
      PROBE_TOKEN,
      ...(scheme === "gwop"
        ? { GWOP_WEBHOOK_SECRET: SECRETS.join(","), GWOP_MERCHANT_ID: MERCHANT }
        : { PROXY_WEBHOOK_SIGNING_SECRET: SECRETS.join(",") }),
    });
  } finally {
    stop.abort();
    await simulator;
    await receiver.close();
  }
}

async function scriptOf(id: string, scheme: Scheme): Promise<string> {
  const requirement = CATALOGUE.find((each) => each.id === id);
  assert.ok(requirement !== undefined, id);
  const { script, text } = explain(requirement, await record(requirement, scheme));
  assert.ok(script !== null, text);
  return script;
}

function run(script: string, environment: Readonly<Record<string, string>>): Promise<Ending> {
  const child = spawn("sh", ["-s"], { env: { ...process.env, ...environment } });
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  child.stderr.on("data", (text) => {
    output += text;
  });
  child.stdin.end(script);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}

/** What the scripts call, where this machine has it. */
const missing = ["curl", "openssl"].find((tool) => spawnSync(tool, ["--version"]).error);

describe("a script", { skip: missing === undefined ? false : `${missing} is not there` }, () => {
  const tried = [
    "signature/well-signed",
    "signature/wrong-secret",
    "signature/any-of-several",
    "signature/rotation",
    "time/stale",
    "body/byte-order-mark",
    "body/at-limit",
    "body/over-limit-chunked",
    "http/method",
    "dedupe/same-delivery-twice",
    "entitlement/period",
    "state/failed-read-is-retried",
    "race/stale-writer",
    "race/copies-together",
    "order/any-order",
  ];
  for (const scheme of ["t-v1", "standard-webhooks"] as const) {
    for (const id of tried) {
      test(`of ${id} finds nothing wrong with a receiver that is right, in ${scheme}`, async () => {
        const { code, output } = await tryByHand(id, scheme);
        assert.equal(code, 0, output);
        assert.match(output, /^all as required$/m);
      });
    }
  }

  for (const id of tried.filter((each) => /^(signature|time|http)/.test(each))) {
    test(`of gwop/${id} finds nothing wrong with a receiver that is right`, async () => {
      const { code, output } = await tryByHand(`gwop/${id}`, "gwop");
      assert.equal(code, 0, output);
      assert.match(output, /^all as required$/m);
    });
  }

  test("of what Gwop's state is needed for is not there, with the reason", async () => {
    const requirement = CATALOGUE.find(({ id }) => id === "gwop/dedupe/same-delivery-twice");
    assert.ok(requirement !== undefined);
    const recording = await record(requirement, "gwop");
    assert.equal(recording.kind, "not_recorded");
  });

  test("says which answer of a receiver that lets everyone in was another one", async () => {
    const { code, output } = await tryByHand("signature/wrong-secret", "t-v1", (correct) => ({
      ...correct,
      equals: () => true,
    }));
    assert.equal(code, 1, output);
    assert.match(output, /^BROKEN {2}signed with another secret: expected 401, got 200$/m);
  });

  test("shows that a receiver granted more units than were bought", async () => {
    const { code, output } = await tryByHand("entitlement/quantity", "t-v1", (correct) => ({
      ...correct,
      quantityOf: (cart) => 2 * correct.quantityOf(cart),
    }));
    assert.equal(code, 1, output);
    assert.match(output, /^BROKEN {2}psess_1_\w+, quantity: expected \d+, got \d+$/m);
  });

  test("says what is not set, and ends with 2", async () => {
    const script = await scriptOf("signature/well-signed", "t-v1");
    const { code, output } = await run(script, { PROXY_WEBHOOK_SIGNING_SECRET: "" });
    assert.equal(code, 2);
    assert.match(output, /PROXY_WEBHOOK_SIGNING_SECRET is not set/);
  });

  test("ends with 3 where nobody listens", async () => {
    const script = await scriptOf("signature/well-signed", "t-v1");
    const URL = `http://127.0.0.1:${await freePort()}/`;
    const { code } = await run(script, { URL, PROXY_WEBHOOK_SIGNING_SECRET: SECRETS[0] });
    assert.equal(code, 3);
  });
});
