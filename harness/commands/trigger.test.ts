import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { UsageError } from "../settings/usage-error.ts";
import { readTrigger } from "./trigger.ts";

const ENV = {
  PROXY_WEBHOOK_SIGNING_SECRET: "whsec_that_nobody_is_told",
  PROXY_SECRET_KEY: "sk_that_nobody_is_told",
  GWOP_WEBHOOK_SECRET: "whsec_of_gwop_that_nobody_is_told",
  GWOP_MERCHANT_ID: "9e9c9ba5-3bab-4172-8a79-336f9ca0f163",
  OPERATOR_TOKEN: "operator_that_nobody_is_told",
};

/** As commander fills them in. */
const PRESET = {
  scheme: "t-v1",
  secretEnv: "PROXY_WEBHOOK_SIGNING_SECRET",
  apiKeyEnv: "PROXY_SECRET_KEY",
  gwopSecretEnv: "GWOP_WEBHOOK_SECRET",
  gwopMerchantEnv: "GWOP_MERCHANT_ID",
  operatorTokenEnv: "OPERATOR_TOKEN",
};

function webhookOf(story: string, to: string): string | undefined {
  const { options } = readTrigger(story, { ...PRESET, to }, ENV);
  return options?.parts[0]?.part.endpoint.webhook.href;
}

describe("readTrigger()", () => {
  test("asks the simulator that runs where no receiver is named", () => {
    const { origin, options } = readTrigger("purchase", PRESET, {});
    assert.equal(origin, "http://127.0.0.1:3100");
    assert.equal(options, null);
  });

  test("delivers to a route as it is named, and of an origin to the story's sender's path", () => {
    const origin = "http://127.0.0.1:3000";
    assert.equal(webhookOf("purchase", `${origin}/hooks`), `${origin}/hooks`);
    assert.equal(webhookOf("purchase", origin), `${origin}/api/proxy/webhook`);
    assert.equal(webhookOf("invoice", origin), `${origin}/api/gwop/webhook`);
  });

  test("draws a seed where none was typed, and none where nothing is shuffled", () => {
    const seedOf = (typed: Readonly<Record<string, string | boolean>>) =>
      readTrigger("purchase", { ...PRESET, ...typed }, ENV).telling.shuffledBy;
    assert.equal(seedOf({}), null);
    assert.equal(seedOf({ shuffle: true, seed: "7" }), 7);
    assert.ok(Number.isInteger(seedOf({ shuffle: true })));
  });

  const mistakes: readonly (readonly [
    what: string,
    story: string,
    typed: Readonly<Record<string, string>>,
    said: readonly RegExp[],
  ])[] = [
    ["a story that is none", "renewl", {}, [/no story renewl: is it renewal\?/]],
    [
      "numbers that are none",
      "purchase",
      { repeat: "0", quantity: "two" },
      [/--repeat 0: expected a whole number, at least 1/, /--quantity two: expected/],
    ],
    ["a seed without a shuffle", "purchase", { seed: "4" }, [/--seed .*: add --shuffle/]],
    ["a port of nobody's", "purchase", { port: "3200" }, [/--port needs --to/]],
    [
      "a port beyond all",
      "purchase",
      { port: "70000", to: "http://a" },
      [/--port 70000: expected/],
    ],
    [
      "a simulator without a scheme",
      "purchase",
      { simulator: "127.0.0.1:3100" },
      [/--simulator 127\.0\.0\.1:3100: expected its origin/],
    ],
    [
      "two who would deliver",
      "purchase",
      { to: "http://127.0.0.1:1", simulator: "http://127.0.0.1:2" },
      [/--to and --simulator: expected one of them/],
    ],
    ["a receiver that is no URL", "purchase", { to: "localhost" }, [/--to is not a URL/]],
  ];
  for (const [what, story, typed, said] of mistakes) {
    test(`complains of ${what}`, () => {
      assert.throws(
        () => readTrigger(story, { ...PRESET, ...typed }, ENV),
        (error) => error instanceof UsageError && said.every((words) => words.test(error.message)),
      );
    });
  }

  test("says which variables are to be exported, of the story's sender alone", () => {
    const complaintOf = (story: string): string => {
      try {
        readTrigger(story, { ...PRESET, to: "http://127.0.0.1:1" }, {});
      } catch (error) {
        if (error instanceof UsageError) return error.message;
        throw error;
      }
      return "";
    };
    assert.match(
      complaintOf("purchase"),
      /PROXY_WEBHOOK_SIGNING_SECRET is not set[\s\S]*PROXY_SECRET_KEY is/,
    );
    assert.doesNotMatch(complaintOf("purchase"), /GWOP/);
    assert.match(
      complaintOf("invoice"),
      /GWOP_WEBHOOK_SECRET is not set[\s\S]*GWOP_MERCHANT_ID is not set/,
    );
    assert.doesNotMatch(complaintOf("invoice"), /PROXY/);
  });
});
