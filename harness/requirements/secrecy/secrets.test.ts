import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { gwopSender } from "../../providers/gwop/sender.ts";
import { T_V1 } from "../../providers/proxy/schemes.ts";
import { senderNamed } from "../../providers/testing.ts";
import { DEFAULT_POLICY } from "../../target/policy.ts";
import type { Target } from "../../target/target.ts";
import type { Sender } from "../../trial/sender.ts";
import { finds, macsOf, secretsOf, textOf } from "./secrets.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const TOKEN = "a-token-of-the-probe";

const OF_PROXY = senderNamed("proxy");

/** What is looked for where a sender's endpoint has these secrets, and perhaps a probe. */
function secretsAt(sender: Sender, { secrets, probe }: Pick<Target, "secrets" | "probe">) {
  const target: Target = {
    webhook: new URL("http://127.0.0.1:9/"),
    otherWebhooks: [],
    scheme: T_V1,
    secrets,
    spell: sender.wire.spell,
    toleranceSeconds: 300,
    bodyLimitBytes: 1024,
    answerWithinMs: 1000,
    bodyWithinMs: 1000,
    policy: DEFAULT_POLICY,
    probe,
    managed: null,
  };
  return secretsOf({ sender, target });
}

describe("secretsOf()", () => {
  test("looks for the secret without its prefix, which many texts may hold", () => {
    const probe = { url: new URL("http://127.0.0.1/probe"), token: TOKEN };
    const found = secretsAt(OF_PROXY, { secrets: [SECRET], probe });
    assert.deepEqual(found, ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", TOKEN]);
  });

  test("looks for the operator's token as well, where there is a route for invoices", () => {
    const registry = { url: new URL("http://127.0.0.1/invoices"), token: TOKEN };
    const found = secretsAt(gwopSender("m", registry), { secrets: ["whsec_a"], probe: null });
    assert.deepEqual(found, [TOKEN]);
  });

  test("looks for none so short that any text may hold it", () => {
    assert.deepEqual(secretsAt(OF_PROXY, { secrets: ["whsec_a"], probe: null }), []);
  });
});

describe("macsOf()", () => {
  test("spells the right signature of every secret in hex and in both kinds of base64", () => {
    const body = new TextEncoder().encode("{}");
    const macs = macsOf(
      { scheme: T_V1, secrets: [SECRET, "another secret"] },
      { eventId: "evt_1", timestamp: "1700000000", body },
    );
    const expected = createHmac("sha256", SECRET).update("1700000000.{}");
    const digest = expected.digest();
    assert.equal(macs.length, 6);
    for (const encoding of ["hex", "base64", "base64url"] as const) {
      assert.ok(macs.includes(digest.toString(encoding)), encoding);
    }
  });
});

describe("finds()", () => {
  test("finds a needle in any case, and where JSON has escaped its slashes", () => {
    assert.equal(finds("mac AB/CD", "ab/cd"), true);
    assert.equal(finds(String.raw`{"mac":"ab\/cd"}`, "ab/cd"), true);
    assert.equal(finds("ab cd", "ab/cd"), false);
  });
});

describe("textOf()", () => {
  test("holds an answer's headers and its body", () => {
    const headers = new Map([["x-debug", ["one", "two"]]]);
    const body = new TextEncoder().encode("three");
    const text = textOf({ kind: "answered", answer: { status: 401, headers, body } });
    assert.equal(text, "x-debug: one, two\nthree");
  });

  test("is empty where there was no answer", () => {
    assert.equal(textOf({ kind: "cut" }), "");
  });
});
