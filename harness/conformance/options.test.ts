import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PROVIDERS } from "../providers/providers.ts";
import type { Flags } from "../settings/setting.ts";
import { UsageError } from "../settings/usage-error.ts";
import { parseRunOptions } from "./options.ts";

const ENV = {
  PROXY_WEBHOOK_SIGNING_SECRET: "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHM=",
  PROBE_TOKEN: "a-token-of-the-tests",
  PROXY_SECRET_KEY: "a-key-of-the-tests",
  PROXY_API_BASE_URL: "http://127.0.0.1:3100",
};
const url = "http://127.0.0.1:8080/webhooks";

function problemsOf(flags: Flags, env: Readonly<Record<string, string>> = ENV): string {
  try {
    parseRunOptions({ ...flags }, env);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  assert.fail("expected a complaint");
}

describe("parseRunOptions()", () => {
  test("takes secrets, token and key from the target's own environment, and the simulator's port", () => {
    const probe = "http://127.0.0.1:8080/entitlements";
    const { sides, probeToken } = parseRunOptions({ url, probe }, ENV);
    const { secrets, environment, api } = sides[0].configured;
    assert.deepEqual(secrets, [ENV.PROXY_WEBHOOK_SIGNING_SECRET]);
    assert.equal(probeToken, ENV.PROBE_TOKEN);
    assert.equal(environment(null)["PROXY_SECRET_KEY"], ENV.PROXY_SECRET_KEY);
    assert.deepEqual([api?.host, api?.port], ["127.0.0.1", 3100]);
  });

  test("says that there is nothing that --verify-counts could be about, or no such measure", () => {
    assert.match(
      problemsOf({ url, verifyCounts: "units" }),
      /--verify-counts says what --verify-cmd/,
    );
    const probe = "http://127.0.0.1:8080/entitlements";
    const verified = { url, probe, verifyCmd: "echo 1" };
    assert.match(problemsOf({ ...verified, verifyCounts: "mails" }), /expected grants or units/);
    assert.deepEqual(parseRunOptions(verified, ENV).verify, {
      command: "echo 1",
      counted: "grants",
    });
  });

  test("says that --counterexamples is no folder", () => {
    const counterexamples = fileURLToPath(import.meta.url);
    assert.match(problemsOf({ url, counterexamples }), /--counterexamples .+: a file stands where/);
  });

  describe("of Gwop's endpoint", () => {
    const gwopEnv = {
      GWOP_WEBHOOK_SECRET: "whsec_of_the_tests_of_gwop",
      GWOP_MERCHANT_ID: "9e9c9ba5-3bab-4172-8a79-336f9ca0f163",
      OPERATOR_TOKEN: "an-operator-of-the-tests",
      PROBE_TOKEN: ENV.PROBE_TOKEN,
    };
    const flags = { provider: ["gwop"], gwopUrl: "http://127.0.0.1:8080/gwop" };

    test("needs nothing of Proxy's, and no simulator", () => {
      const probe = "http://127.0.0.1:8080/entitlements";
      const gwopInvoices = "http://127.0.0.1:8080/invoices";
      const { sides, alsoTold } = parseRunOptions({ ...flags, probe, gwopInvoices }, gwopEnv);
      assert.deepEqual([sides.map(({ provider }) => provider.name), alsoTold], [["gwop"], []]);
      const { configured } = sides[0];
      assert.equal(configured.api, null);
      assert.equal(configured.webhook, flags.gwopUrl);
      assert.equal(configured.probe, probe);
      assert.deepEqual(configured.secrets, [gwopEnv.GWOP_WEBHOOK_SECRET]);
      assert.deepEqual(configured.environment(null), {
        GWOP_WEBHOOK_SECRET: gwopEnv.GWOP_WEBHOOK_SECRET,
        GWOP_MERCHANT_ID: gwopEnv.GWOP_MERCHANT_ID,
        OPERATOR_TOKEN: gwopEnv.OPERATOR_TOKEN,
      });
      const { receiver } = configured.sender((path) => new URL(path));
      assert.deepEqual([receiver.lacks, receiver.tokens], [null, [gwopEnv.OPERATOR_TOKEN]]);
    });

    test("is not looked for where nobody asked for it", () => {
      const { sides } = parseRunOptions({ url }, ENV);
      assert.deepEqual(
        sides.map(({ provider }) => provider.name),
        ["proxy"],
      );
    });

    test("is asked for by its name beside the other's, by all, and by both", () => {
      const played = (...provider: readonly string[]) =>
        parseRunOptions({ start: "bun x.ts", provider }, {}).sides.map((side) => side.provider);
      assert.deepEqual(
        played("gwop", "proxy").map(({ name }) => name),
        ["proxy", "gwop"],
      );
      assert.deepEqual(played("all"), PROVIDERS);
      assert.deepEqual(played("both"), PROVIDERS);
    });

    test("is complained of with its own flags and variables", () => {
      assert.match(problemsOf({ provider: ["both"], url }), /--gwop-url is missing/);
      assert.match(problemsOf({ ...flags }, {}), /GWOP_WEBHOOK_SECRET.*--gwop-secret-env/);
      assert.match(problemsOf({ ...flags }, {}), /GWOP_MERCHANT_ID.*--gwop-merchant-env/);
      assert.match(problemsOf({ ...flags, gwopInvoices: url }, {}), /--operator-token-env/);
      assert.match(problemsOf({ provider: ["stripe"], url }), /expected proxy, gwop.* or all/);
      const bare = { ...gwopEnv, GWOP_WEBHOOK_SECRET: "whsec_" };
      assert.match(problemsOf(flags, bare), /GWOP_WEBHOOK_SECRET: .*bare whsec_/);
    });

    test("is complained of where its flags are given and Gwop is not in the run", () => {
      const { gwopUrl } = flags;
      assert.match(problemsOf({ url, gwopUrl }), /--gwop-url is for --provider gwop or all/);
    });

    test("gets secrets and tokens of its own where we start the target", () => {
      const { sides } = parseRunOptions({ start: "bun x.ts", provider: ["both"] }, {});
      const gwop = sides.find(({ provider }) => provider.name === "gwop")?.configured;
      assert.equal(gwop?.secrets.length, 2);
      assert.equal(gwop?.webhook, "/api/gwop/webhook");
      const { GWOP_MERCHANT_ID, OPERATOR_TOKEN } = gwop?.environment(null) ?? {};
      assert.notEqual(GWOP_MERCHANT_ID, OPERATOR_TOKEN);
      const at = (path: string): URL => new URL(path, "http://127.0.0.1:9");
      assert.equal(gwop?.sender(at).receiver.lacks, null);
    });

    test("is told beside the default sender where we start the target for it alone", () => {
      const { alsoTold } = parseRunOptions({ start: "bun x.ts", provider: ["gwop"] }, {});
      assert.deepEqual(
        alsoTold.map(({ provider }) => provider.name),
        ["proxy"],
      );
    });
  });

  test("tests the wire alone where there is no probe", () => {
    const { probe, api } = parseRunOptions({ url }, ENV).sides[0].configured;
    assert.deepEqual([probe, api], [null, null]);
  });

  test("makes up two secrets, a token and a key for a target that it starts", () => {
    const { sides, probeToken } = parseRunOptions({ start: "bun server/main.ts" }, {});
    const { secrets, environment, webhook } = sides[0].configured;
    assert.equal(new Set(secrets).size, 2);
    assert.notEqual(probeToken, "");
    assert.notEqual(environment(null)["PROXY_SECRET_KEY"], "");
    assert.equal(webhook, "/api/proxy/webhook");
  });

  const complaints: readonly (readonly [string, Flags, RegExp])[] = [
    ["no target", {}, /--url is missing/],
    ["a target that is no URL", { url: "localhost:3000" }, /--url is not a URL/],
    ["another machine", { url: "https://staging.example.com/hook" }, /add --allow-remote/],
    ["an unknown scheme", { url, scheme: "md5" }, /--scheme md5: expected t-v1 or standard/],
    ["an unknown policy", { url, policy: ["refunds=kept"] }, /--policy refunds: expected past_due/],
    [
      "a time to settle that is none",
      { url, settle: "-1" },
      /--settle -1: expected a whole number/,
    ],
    ["a limit in words", { url, bodyLimit: "1MB" }, /--body-limit 1MB: expected a whole number/],
    ["a path without its seed", { url, path: "1:2", only: ["order"] }, /give the --seed/],
    ["no runs", { url, runs: "0" }, /--runs 0/],
    [
      "a report of no known format",
      { url, report: ["pdf"] },
      /--report pdf: expected text, html, json/,
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
