import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { layer } from "../settings/sources.ts";
import { UsageError } from "../settings/usage-error.ts";
import { parseRunOptions } from "./options.ts";
import type { RunFlags } from "./settings.ts";

const DEFAULTS: RunFlags = layer({ typed: {}, environment: {}, file: {} });
const ENV = {
  PROXY_WEBHOOK_SIGNING_SECRET: "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHM=",
  PROBE_TOKEN: "a-token-of-the-tests",
  PROXY_SECRET_KEY: "a-key-of-the-tests",
  PROXY_API_BASE_URL: "http://127.0.0.1:3100",
};
const url = "http://127.0.0.1:8080/webhooks";

function problemsOf(flags: Partial<RunFlags>, env: Readonly<Record<string, string>> = ENV): string {
  try {
    parseRunOptions({ ...DEFAULTS, ...flags }, env);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  assert.fail("expected a complaint");
}

describe("parseRunOptions()", () => {
  test("takes secrets, token and key from the target's own environment, and the simulator's port", () => {
    const probe = "http://127.0.0.1:8080/entitlements";
    const options = parseRunOptions({ ...DEFAULTS, url, probe }, ENV);
    assert.deepEqual(options.secrets, [ENV.PROXY_WEBHOOK_SIGNING_SECRET]);
    assert.equal(options.probeToken, ENV.PROBE_TOKEN);
    assert.equal(options.apiKey, ENV.PROXY_SECRET_KEY);
    assert.deepEqual(options.simulator, { host: "127.0.0.1", port: 3100 });
  });

  describe("of Gwop's endpoint", () => {
    const gwopEnv = {
      GWOP_WEBHOOK_SECRET: "whsec_of_the_tests_of_gwop",
      GWOP_MERCHANT_ID: "9e9c9ba5-3bab-4172-8a79-336f9ca0f163",
      OPERATOR_TOKEN: "an-operator-of-the-tests",
      PROBE_TOKEN: ENV.PROBE_TOKEN,
    };
    const flags = { ...DEFAULTS, provider: "gwop", gwopUrl: "http://127.0.0.1:8080/gwop" };

    test("needs nothing of Proxy's, and no simulator", () => {
      const probe = "http://127.0.0.1:8080/entitlements";
      const gwopInvoices = "http://127.0.0.1:8080/invoices";
      const options = parseRunOptions({ ...flags, probe, gwopInvoices }, gwopEnv);
      assert.deepEqual(options.providers, ["gwop"]);
      assert.equal(options.simulator, null);
      assert.deepEqual(options.gwop, {
        url: flags.gwopUrl,
        secrets: [gwopEnv.GWOP_WEBHOOK_SECRET],
        merchantId: gwopEnv.GWOP_MERCHANT_ID,
        probe,
        invoices: gwopInvoices,
        operatorToken: gwopEnv.OPERATOR_TOKEN,
      });
    });

    test("is not looked for where nobody asked for it", () => {
      assert.equal(parseRunOptions({ ...DEFAULTS, url }, ENV).gwop, null);
    });

    test("is complained of with its own flags and variables", () => {
      assert.match(problemsOf({ provider: "both", url }), /--gwop-url is missing/);
      assert.match(problemsOf({ ...flags }, {}), /GWOP_WEBHOOK_SECRET.*--gwop-secret-env/);
      assert.match(problemsOf({ ...flags }, {}), /GWOP_MERCHANT_ID.*--gwop-merchant-env/);
      assert.match(problemsOf({ ...flags, gwopInvoices: url }, {}), /--operator-token-env/);
      assert.match(problemsOf({ provider: "stripe", url }), /expected proxy or gwop or both/);
      const bare = { ...gwopEnv, GWOP_WEBHOOK_SECRET: "whsec_" };
      assert.match(problemsOf(flags, bare), /GWOP_WEBHOOK_SECRET: .*bare whsec_/);
    });

    test("is complained of where its flags are given and Gwop is not in the run", () => {
      const { gwopUrl } = flags;
      assert.match(problemsOf({ url, gwopUrl }), /--gwop-url is for --provider gwop or both/);
    });

    test("gets secrets and tokens of its own where we start the target", () => {
      const { gwop } = parseRunOptions({ ...DEFAULTS, start: "bun x.ts", provider: "both" }, {});
      assert.equal(gwop?.secrets.length, 2);
      assert.equal(gwop?.url, "/api/gwop/webhook");
      assert.equal(gwop?.invoices, "/api/gwop/invoices");
      assert.notEqual(gwop?.merchantId, gwop?.operatorToken);
    });
  });

  test("tests the wire alone where there is no probe", () => {
    const options = parseRunOptions({ ...DEFAULTS, url }, ENV);
    assert.equal(options.probe, null);
    assert.equal(options.simulator, null);
  });

  test("makes up two secrets, a token and a key for a target that it starts", () => {
    const options = parseRunOptions({ ...DEFAULTS, start: "bun server/main.ts" }, {});
    assert.equal(new Set(options.secrets).size, 2);
    assert.notEqual(options.probeToken, "");
    assert.notEqual(options.apiKey, "");
    assert.equal(options.url, "/api/proxy/webhook");
  });

  const complaints: readonly (readonly [string, Partial<RunFlags>, RegExp])[] = [
    ["no target", {}, /--url is missing/],
    ["a target that is no URL", { url: "localhost:3000" }, /--url is not a URL/],
    ["another machine", { url: "https://staging.example.com/hook" }, /add --allow-remote/],
    ["an unknown scheme", { url, scheme: "md5" }, /--scheme md5: expected t-v1 or standard/],
    ["an unknown policy", { url, policy: ["refunds=kept"] }, /--policy refunds: expected past_due/],
    ["a limit in words", { url, bodyLimit: "1MB" }, /--body-limit 1MB: expected a whole number/],
    ["a path without its seed", { url, path: "1:2", only: ["order"] }, /give the --seed/],
    ["no runs", { url, runs: "0" }, /--runs 0/],
    [
      "a report of no known format",
      { url, report: ["html"] },
      /--report html: expected text, json/,
    ],
    ["SARIF without a place", { url, report: ["sarif=out.sarif"] }, /sarif needs --handler/],
  ];
  for (const [what, flags, message] of complaints) {
    test(`complains about ${what}`, () => assert.match(problemsOf(flags), message));
  }

  test("says everything that is wrong at once, and no secret", () => {
    const message = problemsOf({ url: "nowhere", scheme: "md5", runs: "many" });
    assert.equal(message.split("\n").length, 4);
    assert.doesNotMatch(message, /whsec_/);
  });

  test("repeats no secret that was given where the name of its variable is meant", () => {
    const message = problemsOf({ url, secretEnv: "whsec_c2VjcmV0", apiKeyEnv: "sk-live=1" });
    assert.match(message, /--secret-env is not a variable's name/);
    assert.doesNotMatch(message, /c2VjcmV0|sk-live/);
  });

  test("complains about a missing secret by the name of its variable", () => {
    assert.match(problemsOf({ url, secretEnv: "MY_SECRET" }), /MY_SECRET is not set/);
  });
});
