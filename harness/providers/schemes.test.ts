import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import gwopVectors from "../../fixtures/signatures/gwop.json" with { type: "json" };
import standardVectors from "../../fixtures/signatures/standard-webhooks.json" with {
  type: "json",
};
import tV1Vectors from "../../fixtures/signatures/t-v1.json" with { type: "json" };
import type { Header, Scheme, Signed } from "../courier/scheme.ts";
import { STANDARD_WEBHOOKS } from "../courier/standard-webhooks.ts";
import { GWOP_SCHEME } from "./gwop/scheme.ts";
import { PROVIDERS } from "./providers.ts";
import { T_V1 } from "./proxy/schemes.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const SECRET = "whsec_a-secret-of-thirty-two-chars";
const STANDARD_SECRET = `whsec_${Buffer.from(KEY).toString("base64")}`;

const ATTEMPT: Signed = {
  eventId: "evt_1",
  timestamp: "1700000000",
  body: Buffer.from('{"id":"evt_1"}'),
};

const SCHEMES: readonly (readonly [Scheme, string])[] = [
  [T_V1, SECRET],
  [STANDARD_WEBHOOKS, STANDARD_SECRET],
  [GWOP_SCHEME, SECRET],
];

/** The headers of the attempt, signed by a scheme. */
function signed(scheme: Scheme, secret: string): readonly Header[] {
  const signatures = [scheme.macOf(secret, ATTEMPT)];
  return scheme.headersOf({ ...ATTEMPT, eventType: "invoice.paid", signatures });
}

// printf '1700000000.{"id":"evt_1"}' |
//   openssl dgst -sha256 -hmac whsec_a-secret-of-thirty-two-chars
const T_V1_MAC = "4b0672884788eb4f203d7a728038c6c0fd765c683f1a1ec6e1902e324e17d405";

// printf 'evt_1.1700000000.{"id":"evt_1"}' |
//   openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef -binary | base64
const STANDARD_MAC = "wnDSO1ZxcMMzWWv20TenHZkUwVDd563IxRyo3aRDsM0=";

describe("the schemes", () => {
  test("are all of those by which senders sign", () => {
    const all = PROVIDERS.flatMap(({ schemes }) => schemes);
    assert.deepEqual(new Set(SCHEMES.map(([scheme]) => scheme)), new Set(all));
  });
});

describe("macOf() and headersOf()", () => {
  test("sign t-v1 with the whole secret, prefix and all, as openssl does", () => {
    const value = `t=1700000000,v1=${T_V1_MAC}`;
    assert.deepEqual(signed(T_V1, SECRET), [["Proxy-Signature", value]]);
  });

  test("sign for Gwop as in t-v1, and tell id and type beside it", () => {
    assert.deepEqual(signed(GWOP_SCHEME, SECRET), [
      ["X-Gwop-Signature", `t=1700000000,v1=${T_V1_MAC}`],
      ["X-Gwop-Event-Id", "evt_1"],
      ["X-Gwop-Event-Type", "invoice.paid"],
    ]);
  });

  test("sign Standard Webhooks with the decoded secret, as openssl does", () => {
    assert.deepEqual(signed(STANDARD_WEBHOOKS, STANDARD_SECRET), [
      ["webhook-id", "evt_1"],
      ["webhook-timestamp", "1700000000"],
      ["webhook-signature", `v1,${STANDARD_MAC}`],
    ]);
  });
});

describe("macOf()", () => {
  for (const [scheme, secret] of SCHEMES) {
    const mac = scheme.macOf(secret, ATTEMPT);

    test(`covers a timestamp as it is spelled in ${scheme.name}`, () => {
      assert.notEqual(scheme.macOf(secret, { ...ATTEMPT, timestamp: "01700000000" }), mac);
    });

    test(`tells apart bodies that decode to the same text in ${scheme.name}`, () => {
      const macOf = (byte: number): string =>
        scheme.macOf(secret, { ...ATTEMPT, body: Uint8Array.of(byte) });
      assert.notEqual(macOf(0xff), macOf(0xfe));
    });

    test(`signs with an empty secret in ${scheme.name}, as a forger would`, () => {
      assert.notEqual(scheme.macOf("", ATTEMPT), mac);
    });
  }

  test("finds the same key with and without the prefix of Standard Webhooks", () => {
    const bare = STANDARD_SECRET.replace("whsec_", "");
    assert.equal(STANDARD_WEBHOOKS.macOf(bare, ATTEMPT), STANDARD_MAC);
  });
});

/** The parts of a vector's headers that are signed, and the signatures found in them. */
function partsOf(scheme: Scheme, headers: Readonly<Record<string, unknown>>) {
  const headerOf = (name: string): string => String(headers[name] ?? "");
  if (!scheme.isPaired) {
    const signatures = headerOf("webhook-signature").split(" ");
    return {
      eventId: headerOf("webhook-id"),
      timestamp: headerOf("webhook-timestamp"),
      signatures: signatures.map((signature) => signature.replace(/^v1,/, "")),
    };
  }
  const pairs = headerOf(scheme.signatureHeader).split(",");
  const valuesOf = (name: string): readonly string[] =>
    pairs.filter((pair) => pair.startsWith(name)).map((pair) => pair.slice(name.length));
  return { eventId: "", timestamp: valuesOf("t=")[0] ?? "", signatures: valuesOf("v1=") };
}

describe("the signature vectors", () => {
  for (const [scheme, { secrets, vectors }] of [
    [T_V1, tV1Vectors],
    [STANDARD_WEBHOOKS, standardVectors],
    [GWOP_SCHEME, gwopVectors],
  ] as const) {
    for (const { id, headers, body_b64, expected, ...rest } of vectors) {
      const isMismatch = "reason" in rest && rest.reason === "signature_mismatch";
      if (expected !== "accepted" && !isMismatch) continue;

      test(`agree that ${scheme.name}/${id} is ${isMismatch ? "not " : ""}signed by us`, () => {
        const { eventId, timestamp, signatures } = partsOf(scheme, headers);
        const body = Buffer.from(body_b64, "base64");
        const ours = secrets.map((secret) => scheme.macOf(secret, { eventId, timestamp, body }));
        assert.equal(
          ours.some((signature) => signatures.includes(signature)),
          !isMismatch,
        );
      });
    }
  }
});

describe("headersOf()", () => {
  const parts = { eventId: "evt_1", eventType: "", timestamp: "-0", signatures: ["a", "b"] };

  test("joins any number of signatures, right or wrong", () => {
    assert.deepEqual(T_V1.headersOf(parts), [["Proxy-Signature", "t=-0,v1=a,v1=b"]]);
    assert.deepEqual(STANDARD_WEBHOOKS.headersOf(parts).at(-1), ["webhook-signature", "v1,a v1,b"]);
  });
});

describe("faultOf()", () => {
  test("finds nothing wrong with the secrets above", () => {
    for (const [scheme, secret] of SCHEMES) assert.equal(scheme.faultOf(secret), null);
  });

  for (const [scheme] of SCHEMES) {
    for (const secret of ["", " \n", "whsec_", " whsec_\n"]) {
      test(`explains ${JSON.stringify(secret)} in ${scheme.name}`, () => {
        assert.notEqual(scheme.faultOf(secret), null);
      });
    }
  }

  for (const secret of ["whsec_not base64", "whsec_MDEy-_==", "whsec_MDEyMw", "whsec_MDEy\n"]) {
    test(`explains ${JSON.stringify(secret)} in Standard Webhooks, without quoting it`, () => {
      const reason = STANDARD_WEBHOOKS.faultOf(secret);
      assert.match(reason ?? "", /base64/);
      assert.ok(!reason?.includes(secret));
    });
  }
});
