import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import type { Bytes } from "./bytes.ts";
import { parseEvent } from "./event.ts";
import type { SignatureScheme } from "./schemes.ts";
import { type Verification, verifySignature } from "./signature.ts";
import { importSigningSecret } from "./signing-secret.ts";
import { SECRET, SIGNED_AT, signTV1 } from "./testing.ts";

const TOLERANCE_SECONDS = 300;

/** What a file of `fixtures/signatures/` holds. */
const vectorFile = z.object({
  secrets: z.array(z.string()),
  tolerance_seconds: z.number(),
  now: z.number(),
  vectors: z.array(
    z.object({
      id: z.string(),
      body_b64: z.base64(),
      headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      expected: z.enum(["accepted", "refused"]),
      reason: z.string().optional(),
    }),
  ),
});

type VectorFile = z.infer<typeof vectorFile>;

async function readVectors(scheme: SignatureScheme): Promise<VectorFile> {
  const url = new URL(`../fixtures/signatures/${scheme}.json`, import.meta.url);
  return vectorFile.parse(JSON.parse(await readFile(url, "utf8")));
}

/** A header that is listed twice is sent twice. */
function toHeaders(fields: VectorFile["vectors"][number]["headers"]): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) headers.append(name, value);
  }
  return headers;
}

/** Verifies by scheme `t-v1` and the sample secret, as if our clock stood at `now`. */
function verify(headers: Headers, body: Bytes, now = SIGNED_AT): Verification {
  const keys = [importSigningSecret(SECRET, "t-v1")];
  const policy = { scheme: "t-v1", keys, toleranceSeconds: TOLERANCE_SECONDS } as const;
  return verifySignature(policy, { headers, body }, now);
}

for (const scheme of ["t-v1", "standard-webhooks"] as const) {
  const file = await readVectors(scheme);
  const keys = file.secrets.map((each) => importSigningSecret(each, scheme));
  const policy = { scheme, keys, toleranceSeconds: file.tolerance_seconds };
  const now = new Date(file.now * 1000);

  describe(`verifySignature() with the vectors of ${scheme}`, () => {
    for (const { id, body_b64, headers, expected, reason } of file.vectors) {
      test(`${id} is ${expected}`, () => {
        const body = new Uint8Array(Buffer.from(body_b64, "base64"));
        const verdict = verifySignature(policy, { headers: toHeaders(headers), body }, now);
        assert.equal(verdict.ok ? undefined : verdict.fault, reason);
        assert.equal(verdict.ok, expected === "accepted");
      });
    }
  });
}

describe("verifySignature()", () => {
  test("accepts any body signed with our secret, and hands back those bytes", () =>
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const body = new Uint8Array(bytes);
        const verification = verify(signTV1(body), body);
        assert.deepEqual(verification, { ok: true, body, claimedEventId: null });
      }),
    ));

  test("refuses a body that differs from the signed one in any single bit", () =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (bytes, position) => {
        const headers = signTV1(bytes);
        const bit = position % (bytes.length * 8);
        const body = bytes.map((byte, index) =>
          index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte,
        );
        const verification = verify(headers, new Uint8Array(body));
        assert.deepEqual(verification, { ok: false, fault: "signature_mismatch" });
      }),
    ));

  test("never throws, whatever the header and the body", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom("t=", "v1=", "1767225600", ",", "=", " ", "é", "a".repeat(64), "-1", "0"),
        ),
        fc.uint8Array(),
        (pieces, body) => {
          const headers = new Headers({ "proxy-signature": pieces.join("") });
          assert.equal(verify(headers, new Uint8Array(body)).ok, false);
        },
      ),
    ));

  test("counts a timestamp's age in whole seconds of our clock", () => {
    const body = new Uint8Array();
    const edge = new Date(SIGNED_AT.getTime() + TOLERANCE_SECONDS * 1000 + 999);
    assert.ok(verify(signTV1(body), body, edge).ok);
    const past = new Date(edge.getTime() + 1);
    assert.deepEqual(verify(signTV1(body), body, past), {
      ok: false,
      fault: "timestamp_outside_tolerance",
    });
  });

  test("is the only source of a body that may be parsed", () => {
    // @ts-expect-error Bytes that nobody verified are no VerifiedBody.
    parseEvent(new Uint8Array());
  });
});
