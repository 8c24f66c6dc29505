import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import gwopVectors from "../../fixtures/signatures/gwop.json" with { type: "json" };
import standardVectors from "../../fixtures/signatures/standard-webhooks.json" with {
  type: "json",
};
import tV1Vectors from "../../fixtures/signatures/t-v1.json" with { type: "json" };
import { explainSecret, headersOf, mac, type Scheme, type Signable, sign } from "./sign.ts";

const KEY = "0123456789abcdef0123456789abcdef";

const ATTEMPT = {
  eventId: "evt_1",
  timestamp: 1_700_000_000,
  body: Buffer.from('{"id":"evt_1"}'),
};
const T_V1: Signable = { ...ATTEMPT, scheme: "t-v1", secret: "whsec_a-secret-of-thirty-two-chars" };
const GWOP: Signable = { ...T_V1, scheme: "gwop", eventType: "invoice.paid" };
const STANDARD: Signable = {
  ...ATTEMPT,
  scheme: "standard-webhooks",
  secret: `whsec_${Buffer.from(KEY).toString("base64")}`,
};

// printf '1700000000.{"id":"evt_1"}' |
//   openssl dgst -sha256 -hmac whsec_a-secret-of-thirty-two-chars
const T_V1_MAC = "4b0672884788eb4f203d7a728038c6c0fd765c683f1a1ec6e1902e324e17d405";

// printf 'evt_1.1700000000.{"id":"evt_1"}' |
//   openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef -binary | base64
const STANDARD_MAC = "wnDSO1ZxcMMzWWv20TenHZkUwVDd563IxRyo3aRDsM0=";

describe("sign()", () => {
  test("signs t-v1 with the whole secret, prefix and all, as openssl does", () => {
    const value = `t=1700000000,v1=${T_V1_MAC}`;
    assert.deepEqual(sign(T_V1), [["Proxy-Signature", value]]);
  });

  test("signs for Gwop as in t-v1, and tells id and type beside it", () => {
    assert.deepEqual(sign(GWOP), [
      ["X-Gwop-Signature", `t=1700000000,v1=${T_V1_MAC}`],
      ["X-Gwop-Event-Id", "evt_1"],
      ["X-Gwop-Event-Type", "invoice.paid"],
    ]);
  });

  test("signs Standard Webhooks with the decoded secret, as openssl does", () => {
    assert.deepEqual(sign(STANDARD), [
      ["webhook-id", "evt_1"],
      ["webhook-timestamp", "1700000000"],
      ["webhook-signature", `v1,${STANDARD_MAC}`],
    ]);
  });
});

describe("mac()", () => {
  for (const attempt of [T_V1, STANDARD, GWOP]) {
    test(`covers a timestamp as it is spelled in ${attempt.scheme}`, () => {
      assert.equal(mac({ ...attempt, timestamp: "1700000000" }), mac(attempt));
      assert.notEqual(mac({ ...attempt, timestamp: "01700000000" }), mac(attempt));
    });

    test(`tells apart bodies that decode to the same text in ${attempt.scheme}`, () => {
      const macOf = (byte: number): string => mac({ ...attempt, body: Uint8Array.of(byte) });
      assert.notEqual(macOf(0xff), macOf(0xfe));
    });

    test(`signs with an empty secret in ${attempt.scheme}, as a forger would`, () => {
      assert.notEqual(mac({ ...attempt, secret: "" }), mac(attempt));
    });
  }

  test("finds the same key with and without the prefix of Standard Webhooks", () => {
    assert.equal(mac({ ...STANDARD, secret: STANDARD.secret.replace("whsec_", "") }), STANDARD_MAC);
  });
});

/** The parts of a vector's headers that are signed, and the signatures found in them. */
function partsOf(scheme: Scheme, headers: Readonly<Record<string, unknown>>) {
  const headerOf = (name: string): string => String(headers[name] ?? "");
  if (scheme === "standard-webhooks") {
    const signatures = headerOf("webhook-signature").split(" ");
    return {
      eventId: headerOf("webhook-id"),
      timestamp: headerOf("webhook-timestamp"),
      signatures: signatures.map((signature) => signature.replace(/^v1,/, "")),
    };
  }
  const name = scheme === "gwop" ? "x-gwop-signature" : "proxy-signature";
  const pairs = headerOf(name).split(",");
  const valuesOf = (name: string): readonly string[] =>
    pairs.filter((pair) => pair.startsWith(name)).map((pair) => pair.slice(name.length));
  return { eventId: "", timestamp: valuesOf("t=")[0] ?? "", signatures: valuesOf("v1=") };
}

describe("the signature vectors", () => {
  for (const [scheme, { secrets, vectors }] of [
    ["t-v1", tV1Vectors],
    ["standard-webhooks", standardVectors],
    ["gwop", gwopVectors],
  ] as const) {
    for (const { id, headers, body_b64, expected, ...rest } of vectors) {
      const isMismatch = "reason" in rest && rest.reason === "signature_mismatch";
      if (expected !== "accepted" && !isMismatch) continue;

      test(`agree that ${scheme}/${id} is ${isMismatch ? "not " : ""}signed by us`, () => {
        const { eventId, timestamp, signatures } = partsOf(scheme, headers);
        const body = Buffer.from(body_b64, "base64");
        const ours = secrets.map((secret) => mac({ scheme, secret, eventId, timestamp, body }));
        assert.equal(
          ours.some((signature) => signatures.includes(signature)),
          !isMismatch,
        );
      });
    }
  }
});

describe("headersOf()", () => {
  const parts = { eventId: "evt_1", timestamp: "-0", signatures: ["a", "b"] };

  test("joins any number of signatures, right or wrong", () => {
    assert.deepEqual(headersOf("t-v1", parts), [["Proxy-Signature", "t=-0,v1=a,v1=b"]]);
    assert.deepEqual(headersOf("standard-webhooks", parts).at(-1), [
      "webhook-signature",
      "v1,a v1,b",
    ]);
  });
});

describe("explainSecret()", () => {
  test("finds nothing wrong with the secrets above", () => {
    for (const { scheme, secret } of [T_V1, STANDARD]) {
      assert.equal(explainSecret(scheme, secret), null);
    }
  });

  for (const scheme of ["t-v1", "standard-webhooks", "gwop"] as const) {
    for (const secret of ["", " \n", "whsec_", " whsec_\n"]) {
      test(`explains ${JSON.stringify(secret)} in ${scheme}`, () => {
        assert.notEqual(explainSecret(scheme, secret), null);
      });
    }
  }

  for (const secret of ["whsec_not base64", "whsec_MDEy-_==", "whsec_MDEyMw", "whsec_MDEy\n"]) {
    test(`explains ${JSON.stringify(secret)} in Standard Webhooks, without quoting it`, () => {
      const reason = explainSecret("standard-webhooks", secret);
      assert.match(reason ?? "", /base64/);
      assert.ok(!reason?.includes(secret));
    });
  }
});
