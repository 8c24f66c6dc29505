import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import gwopVectors from "../../fixtures/signatures/gwop.json" with { type: "json" };
import standardVectors from "../../fixtures/signatures/standard-webhooks.json" with {
  type: "json",
};
import tV1Vectors from "../../fixtures/signatures/t-v1.json" with { type: "json" };
import type { Scheme } from "../courier/sign.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { emptyDisk, openStorage } from "./disk.ts";
import type { Context } from "./parts.ts";
import type { Environment, Incoming } from "./passing.ts";
import { correctFor } from "./receiver.ts";

/** A context in which only the signature's settings matter. */
function contextOf(settings: Pick<Environment, "scheme" | "secrets" | "now">): Context {
  const environment: Environment = {
    ...settings,
    toleranceSeconds: 300,
    bodyLimitBytes: 0,
    bodyWithinMs: 0,
    apiUrl: "",
    apiKey: "",
    apiTimeoutMs: 0,
    probeToken: "",
    merchantId: "",
    operatorToken: "",
    policy: DEFAULT_POLICY,
  };
  const storage = openStorage(emptyDisk(), "proxy", new AbortController().signal);
  return { parts: correctFor(settings.scheme), environment, storage, log: () => {} };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function incomingWith(headers: Readonly<Record<string, unknown>>): Incoming {
  const values = Object.entries(headers).map(
    ([name, value]) => [name, [value].flat().map(String)] as const,
  );
  const query = new URLSearchParams();
  return { method: "POST", path: "/", query, headers: new Map(values), chunks: nothing() };
}

describe("the correct receiver's verify()", () => {
  for (const { scheme, secrets, now, vectors } of [tV1Vectors, standardVectors, gwopVectors]) {
    const [first = "", ...others] = secrets;
    const context = contextOf({
      // The files are named after the schemes, and hold their names.
      scheme: scheme as Scheme,
      secrets: [first, ...others],
      now: () => now * 1000,
    });
    for (const { id, headers, body_b64, expected } of vectors) {
      test(`finds that ${scheme}/${id} is to be ${expected}`, () => {
        const body = Buffer.from(body_b64, "base64");
        const found = context.parts.verify({ incoming: incomingWith(headers), body }, context);
        assert.equal(typeof found === "string" ? "refused" : "accepted", expected);
      });
    }
  }
});
