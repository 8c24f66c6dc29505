import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import type { Scheme } from "../courier/scheme.ts";
import type { Parts } from "../mutants/parts.ts";
import { GWOP_SCHEME } from "../providers/gwop/scheme.ts";
import { startOwnReceiver } from "../providers/in-process.ts";
import { providerNamed } from "../providers/providers.ts";
import { PROXY_SCHEMES, T_V1 } from "../providers/proxy/schemes.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { createWorlds } from "../simulator/stage.ts";
import { parseSimulatorOptions } from "../stand-alone/options.ts";
import { standAlone } from "../stand-alone/stand-alone.ts";
import { FLAGS } from "../stand-alone/testing.ts";
import { freePort } from "../target/managed-target.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { explain } from "./explain.ts";
import { record } from "./record.ts";
import { ODD_OBJECTS } from "./tape.ts";

const SECRETS = [
  `whsec_${btoa("a secret that signs in this test")}`,
  `whsec_${btoa("a secret that is on its way out.")}`,
].join(",");
const PROBE_TOKEN = "probe_test";

const VARIABLES: Readonly<Record<string, string>> = {
  PROXY_SECRET_KEY: "sk_test",
  PROXY_WEBHOOK_SIGNING_SECRET: SECRETS,
  GWOP_WEBHOOK_SECRET: SECRETS,
  GWOP_MERCHANT_ID: "9e9c9ba5-3bab-4172-8a79-336f9ca0f163",
};

type Ending = { readonly code: number | null; readonly output: string };

/** Runs the script of a requirement against a receiver, with a simulator that plays its sender. */
async function tryByHand(
  id: string,
  scheme: Scheme,
  change: (correct: Parts) => Parts = (correct) => correct,
): Promise<Ending> {
  const requirement = requirementOf(id);
  const provider = providerNamed(requirement.provider);
  const worlds = createWorlds(Date.now);
  const played = { provider, scheme: scheme.name, variables: VARIABLES };
  const settings = {
    policy: DEFAULT_POLICY,
    bodyLimitBytes: 1_048_576,
    bodyWithinMs: 1_500,
    apiTimeoutMs: 5_000,
    probeToken: PROBE_TOKEN,
  };
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  // Its state is read from the simulator that runs by itself, not from its own.
  const reading = (correct: Parts): Parts => readingFrom(apiUrl, change(correct));
  const receiver = await startOwnReceiver(played, settings, { worlds, change: reading });
  const { webhook } = receiver.target;
  const stop = new AbortController();
  const { promise: isUp, resolve } = Promise.withResolvers<string>();
  const endpoints = { endpoint: webhook.href, gwopEndpoint: webhook.href };
  const simulator = standAlone(
    parseSimulatorOptions({ ...FLAGS, ...endpoints, port: String(port) }, VARIABLES),
    stop.signal,
    resolve,
  );
  try {
    await Promise.race([isUp, simulator]);
    return await run(await scriptOf(id, scheme), {
      URL: webhook.href,
      SIMULATOR: apiUrl,
      PROBE_TOKEN,
      ...VARIABLES,
    });
  } finally {
    stop.abort();
    await simulator;
    await receiver.close();
  }
}

function readingFrom(apiUrl: string, correct: Parts): Parts {
  return {
    ...correct,
    resolve: (snapshot, context) => {
      const own = { ...context.environment.own, PROXY_API_BASE_URL: apiUrl };
      return correct.resolve(snapshot, {
        ...context,
        environment: { ...context.environment, own },
      });
    },
  };
}

function requirementOf(id: string): Requirement {
  const requirement = CATALOGUE.find((each) => each.id === id);
  assert.ok(requirement !== undefined, id);
  return requirement;
}

async function scriptOf(id: string, scheme: Scheme): Promise<string> {
  const requirement = requirementOf(id);
  const { script, text } = explain(requirement, await record(requirement, scheme), {
    program: "scripts/harness",
  });
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

/** Of each test, not of their group: a group that is skipped is counted as none. */
const NEEDS = { skip: missing === undefined ? false : `${missing} is not there` };

describe("a script", () => {
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
    "order/ids-tell-nothing",
    "order/created-at-tells-nothing",
  ];
  for (const scheme of PROXY_SCHEMES) {
    for (const id of tried) {
      test(
        `of ${id} finds nothing wrong with a receiver that is right, in ${scheme.name}`,
        NEEDS,
        async () => {
          const { code, output } = await tryByHand(id, scheme);
          assert.equal(code, 0, output);
          assert.match(output, /^all as required$/m);
        },
      );
    }
  }

  for (const id of tried.filter((each) => /^(signature|time|http)/.test(each))) {
    test(`of gwop/${id} finds nothing wrong with a receiver that is right`, NEEDS, async () => {
      const { code, output } = await tryByHand(`gwop/${id}`, GWOP_SCHEME);
      assert.equal(code, 0, output);
      assert.match(output, /^all as required$/m);
    });
  }

  test(
    "of objects that no shell's tool tells apart is not there, with the reason",
    NEEDS,
    async () => {
      const recording = await record(requirementOf("entitlement/object-ids-of-any-text"));
      assert.equal(recording.kind === "not_recorded" && recording.reason, ODD_OBJECTS);
    },
  );

  test("of what Gwop's state is needed for is not there, with the reason", NEEDS, async () => {
    const recording = await record(requirementOf("gwop/dedupe/same-delivery-twice"));
    assert.equal(recording.kind, "not_recorded");
  });

  test("says which answer of a receiver that lets everyone in was another one", NEEDS, async () => {
    const { code, output } = await tryByHand("signature/wrong-secret", T_V1, (correct) => ({
      ...correct,
      equals: () => true,
    }));
    assert.equal(code, 1, output);
    assert.match(output, /^BROKEN {2}signed with another secret: expected 4xx, got 200$/m);
  });

  test("takes no 404 for a refusal, and any other 4xx", NEEDS, async () => {
    for (const [status, code] of [
      [404, 1],
      [422, 0],
    ] as const) {
      const tried = await tryByHand("signature/wrong-secret", T_V1, (correct) => ({
        ...correct,
        answerFault: () => ({ status, headers: {}, body: "" }),
      }));
      assert.equal(tried.code, code, tried.output);
    }
  });

  test("shows that a receiver granted more units than were bought", NEEDS, async () => {
    const { code, output } = await tryByHand("entitlement/quantity", T_V1, (correct) => ({
      ...correct,
      quantityOf: (cart) => 2 * (correct.quantityOf(cart) ?? 0),
    }));
    assert.equal(code, 1, output);
    assert.match(output, /^BROKEN {2}psess_\w+, quantity: expected \d+, got \d+$/m);
  });

  test("says what is not set, and ends with 2", NEEDS, async () => {
    const script = await scriptOf("signature/well-signed", T_V1);
    const { code, output } = await run(script, { PROXY_WEBHOOK_SIGNING_SECRET: "" });
    assert.equal(code, 2);
    assert.match(output, /PROXY_WEBHOOK_SIGNING_SECRET is not set/);
  });

  test("ends with 3 where nobody listens", NEEDS, async () => {
    const script = await scriptOf("signature/well-signed", T_V1);
    const URL = `http://127.0.0.1:${await freePort()}/`;
    const { code } = await run(script, { URL, PROXY_WEBHOOK_SIGNING_SECRET: SECRETS });
    assert.equal(code, 3);
  });
});
