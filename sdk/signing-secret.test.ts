import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { ProxyConfigurationError } from "./configuration-error.ts";
import { assertSigningSecret, createKeyring } from "./signing-secret.ts";

const STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const CODE = "signing_secret_refused";

const refusedByEveryScheme = {
  "that is not set": undefined,
  "that is empty": "",
  "that is blank": " ".repeat(24),
  "that is only the prefix": "whsec_",
  "of 23 characters": "a".repeat(23),
  "with a space ahead": ` ${STANDARD_SECRET}`,
  "with a newline behind": `${STANDARD_SECRET}\n`,
  "with a tab inside": "whsec_MfKQ9r8GKYqr\tTwjUPD8ILPZIo2LaLaSw",
} as const;

const refusedByStandardWebhooks = {
  "without the prefix": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  "that is not base64": `whsec_${"*".repeat(32)}`,
  "in the URL's alphabet": "whsec_-_KQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  "that lacks its padding": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMA",
} as const;

describe("assertSigningSecret()", () => {
  for (const scheme of ["t-v1", "standard-webhooks"] as const) {
    test(`accepts a secret of ${scheme}`, () => {
      assert.doesNotThrow(() => assertSigningSecret(STANDARD_SECRET, scheme));
    });

    for (const [which, secret] of Object.entries(refusedByEveryScheme)) {
      test(`refuses a secret of ${scheme} ${which}`, () => {
        assert.throws(() => assertSigningSecret(secret, scheme), ProxyConfigurationError);
      });
    }
  }

  for (const [which, secret] of Object.entries(refusedByStandardWebhooks)) {
    test(`refuses a secret ${which} only for standard-webhooks`, () => {
      assert.throws(() => assertSigningSecret(secret, "standard-webhooks"), { code: CODE });
      assert.doesNotThrow(() => assertSigningSecret(secret, "t-v1"));
    });
  }

  test("accepts 24 characters of scheme t-v1", () => {
    assert.doesNotThrow(() => assertSigningSecret("a".repeat(24), "t-v1"));
  });

  test("says what is expected, and not what was given", () => {
    assert.throws(() => assertSigningSecret("hunter2", "t-v1"), {
      message: "Cannot use signing secret: expected at least 24 characters",
    });
  });
});

describe("createKeyring()", () => {
  test("imports a secret once a scheme, as a key that doesn't show it where it is printed", () => {
    const keyring = createKeyring();
    const key = keyring(STANDARD_SECRET, "t-v1");
    assert.equal(keyring(STANDARD_SECRET, "t-v1"), key);
    assert.notEqual(keyring(STANDARD_SECRET, "standard-webhooks"), key);
    const printed = `${inspect(key, { depth: 9, showHidden: true })} ${JSON.stringify(key)} ${key}`;
    assert.ok(!printed.includes(STANDARD_SECRET.slice(-8)));
    assert.ok(!printed.includes(key.export().toString("hex").slice(-8)));
  });
});
