import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import gwopVectors from "../../fixtures/signatures/gwop.json" with { type: "json" };
import standardVectors from "../../fixtures/signatures/standard-webhooks.json" with {
  type: "json",
};
import tV1Vectors from "../../fixtures/signatures/t-v1.json" with { type: "json" };
import { emptyDisk, openStorage } from "../mutants/disk.ts";
import type { Context } from "../mutants/parts.ts";
import type { Environment, Incoming } from "../mutants/passing.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { PROVIDERS } from "./providers.ts";

/** A context in which only the signature's settings matter, of the receiver that is signed to so. */
function contextOf(settings: Pick<Environment, "scheme" | "secrets" | "now">): Context {
  const environment: Environment = {
    ...settings,
    toleranceSeconds: 300,
    bodyLimitBytes: 0,
    bodyWithinMs: 0,
    apiTimeoutMs: 0,
    probeToken: "",
    policy: DEFAULT_POLICY,
    zone: "UTC",
    own: {},
    after: () => assert.fail("no state is read here"),
    fetch: () => assert.fail("no state is read here"),
  };
  const provider = PROVIDERS.find(({ schemes }) =>
    schemes.some(({ name }) => name === settings.scheme),
  );
  assert.ok(provider !== undefined, settings.scheme);
  const storage = openStorage(emptyDisk(), provider.name, new AbortController().signal);
  return { parts: provider.receiver, environment, storage, log: () => {} };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function incomingWith(headers: Readonly<Record<string, unknown>>): Incoming {
  const values = Object.entries(headers).map(
    ([name, value]) => [name, [value].flat().map(String)] as const,
  );
  const query = new URLSearchParams();
  return {
    method: "POST",
    path: "/",
    query,
    headers: new Map(values),
    chunks: nothing(),
    connection: {},
  };
}

describe("the correct receiver's verify()", () => {
  for (const { scheme, secrets, now, vectors } of [tV1Vectors, standardVectors, gwopVectors]) {
    const [first = "", ...others] = secrets;
    const context = contextOf({
      // The files are named after the schemes, and hold their names.
      scheme,
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
