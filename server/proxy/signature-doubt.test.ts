import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { doubtSignature } from "./signature-doubt.ts";

const SECONDS = 1_700_000_000;
const NOW = new Date(SECONDS * 1000);
const MAC = "0".repeat(64);

const doubt = (
  signatureScheme: "t-v1" | "standard-webhooks",
  headers: Readonly<Record<string, string>>,
) => doubtSignature({ signatureScheme, toleranceSeconds: 300 }, new Headers(headers), NOW);

describe("doubtSignature()", () => {
  for (const [expected, header] of [
    ["signature_missing", ""],
    ["signature_malformed", `t=now,v1=${MAC}`],
    ["signature_malformed", `t=${SECONDS},v1=short`],
    ["timestamp_outside_tolerance", `t=${SECONDS - 301},v1=${MAC}`],
    ["timestamp_outside_tolerance", `t=${SECONDS + 301},v1=${MAC}`],
    ["signature_mismatch", `t=${SECONDS - 300},v1=${MAC}`],
    ["signature_mismatch", `v1=${MAC},t=${SECONDS}`],
  ] as const) {
    test(`says ${expected} of Proxy-Signature: ${header}`, () => {
      assert.equal(doubt("t-v1", { "proxy-signature": header }), expected);
    });
  }

  test("looks at the three headers of Standard Webhooks", () => {
    const whole = {
      "webhook-id": "evt_1",
      "webhook-timestamp": String(SECONDS),
      "webhook-signature": "v1,AAAA",
    };
    assert.equal(doubt("standard-webhooks", whole), "signature_mismatch");
    const old = { ...whole, "webhook-timestamp": "1" };
    assert.equal(doubt("standard-webhooks", old), "timestamp_outside_tolerance");
    for (const name of Object.keys(whole)) {
      assert.equal(doubt("standard-webhooks", { ...whole, [name]: "" }), "signature_missing");
    }
  });
});
