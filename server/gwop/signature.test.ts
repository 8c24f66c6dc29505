import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import type { Bytes } from "../read-body.ts";
import { parseEvent } from "./event.ts";
import { TOLERANCE_SECONDS, type Verification, verifySignature } from "./signature.ts";
import { SECRET, sign } from "./testing.ts";

/** What `fixtures/signatures/gwop.json` holds. */
const vectorFile = z.object({
  secrets: z.array(z.string()),
  tolerance_seconds: z.literal(TOLERANCE_SECONDS),
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

const url = new URL("../../fixtures/signatures/gwop.json", import.meta.url);
const file = vectorFile.parse(JSON.parse(await readFile(url, "utf8")));

describe("verifySignature() with the vectors of gwop", () => {
  const now = new Date(file.now * 1000);
  for (const { id, body_b64, headers, expected, reason } of file.vectors) {
    test(`${id} is ${expected}`, () => {
      const fields = new Headers();
      for (const [name, values] of Object.entries(headers)) {
        for (const value of [values].flat()) fields.append(name, value);
      }
      const body = new Uint8Array(Buffer.from(body_b64, "base64"));
      const header = fields.get("x-gwop-signature");
      const verdict = verifySignature(file.secrets, { header, body }, now);
      assert.equal(verdict.ok ? undefined : verdict.fault, reason);
      assert.equal(verdict.ok, expected === "accepted");
    });
  }
});

const SIGNED_AT = 1_774_313_311;

/** Verifies as if our clock stood `late` milliseconds after the signature's second. */
function verify(header: string | null, body: Bytes, late = 0): Verification {
  return verifySignature([SECRET], { header, body }, new Date(SIGNED_AT * 1000 + late));
}

const signed = (body: Bytes) => sign(body, { timestamp: String(SIGNED_AT) });

const empty: Bytes = new Uint8Array();

describe("verifySignature()", () => {
  test("accepts any bytes signed with our secret, hands them back, and says when", () =>
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const body = new Uint8Array(bytes);
        const signedAt = new Date(SIGNED_AT * 1000);
        assert.deepEqual(verify(signed(body), body), { ok: true, body, signedAt });
      }),
    ));

  test("refuses a body that differs from the signed one in any single bit", () =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (bytes, position) => {
        const bit = position % (bytes.length * 8);
        const body = bytes.map((byte, index) =>
          index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte,
        );
        const verification = verify(signed(new Uint8Array(bytes)), new Uint8Array(body));
        assert.deepEqual(verification, { ok: false, fault: "signature_mismatch" });
      }),
    ));

  test("tells two bodies apart that decode to one text", () => {
    const bodies = [
      [0x22, 0xff, 0x22],
      [0x22, 0xfe, 0x22],
      [0xef, 0xbb, 0xbf, 0x22, 0x22],
    ];
    const [one, other, marked] = bodies.map((bytes) => Uint8Array.from(bytes));
    assert.ok(one && other && marked);
    assert.equal(verify(signed(one), other).ok, false);
    assert.equal(verify(signed(marked), marked.slice(3)).ok, false);
    assert.equal(verify(signed(marked.slice(3)), marked).ok, false);
  });

  test("accepts a time on the edge of the tolerance, and refuses one second past it", () => {
    const header = signed(empty);
    const edge = TOLERANCE_SECONDS * 1000;
    for (const late of [-edge, edge, edge + 999]) assert.ok(verify(header, empty, late).ok);
    for (const late of [-edge - 1, edge + 1000]) {
      const refused = { ok: false, fault: "timestamp_outside_tolerance" };
      assert.deepEqual(verify(header, empty, late), refused);
    }
  });

  test("refuses a time that is not digits alone, though it is what was signed", () => {
    for (const timestamp of [`${SIGNED_AT}junk`, `0${SIGNED_AT}`, `+${SIGNED_AT}`, "1e9", "NaN"]) {
      const refused = { ok: false, fault: "signature_malformed" };
      assert.deepEqual(verify(sign(empty, { timestamp }), empty), refused);
    }
  });

  test("refuses a header that was sent twice, though either would do", () => {
    const headers = new Headers();
    for (const value of [signed(empty), signed(empty)]) headers.append("x-gwop-signature", value);
    const refused = { ok: false, fault: "signature_malformed" };
    assert.deepEqual(verify(headers.get("x-gwop-signature"), empty), refused);
  });

  test("looks for ours among ten MACs, and refuses eleven", () => {
    const [timestamp, mac] = signed(empty).split(",");
    const others = (count: number) => Array.from({ length: count }, () => `v1=${"0".repeat(64)}`);
    assert.ok(verify([timestamp, ...others(9), mac].join(), empty).ok);
    assert.equal(verify([timestamp, ...others(10), mac].join(), empty).ok, false);
  });

  test("refuses a header that is longer than any honest one", () => {
    const header = `${signed(empty)},v0=${"a".repeat(4096)}`;
    assert.deepEqual(verify(header, empty), { ok: false, fault: "signature_malformed" });
  });

  test("never throws, whatever the header: 64 characters that are not ASCII, for one", () => {
    const now = `t=${SIGNED_AT},v1=`;
    assert.equal(verify(now + "é".repeat(64), empty).ok, false);
    const pieces = fc.constantFrom("t=", "v1=", now, ",", "=", " ", "é", "\u{1f600}", "a", "0");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 80 }), fc.uint8Array(), (header, body) => {
        assert.equal(verify(header.join(""), new Uint8Array(body)).ok, false);
      }),
    );
  });

  test("is the only source of a body that may be parsed", () => {
    // @ts-expect-error Bytes that nobody verified are no VerifiedBody.
    assert.equal(parseEvent(empty, new Date()), null);
  });
});
