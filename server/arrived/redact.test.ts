import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { redactBody, redactHeaders, storable } from "./redact.ts";

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const SECRET = "what nobody may see";

describe("redactHeaders()", () => {
  test("names all, and shows the values of a list of harmless ones alone", () => {
    const headers = new Headers({
      "proxy-signature": SECRET,
      "webhook-signature": SECRET,
      "x-gwop-signature": SECRET,
      authorization: SECRET,
      cookie: SECRET,
      "x-never-heard-of": SECRET,
      "content-type": "application/json",
      "user-agent": "Proxy/1",
    });
    const redacted = redactHeaders(headers);
    assert.doesNotMatch(JSON.stringify(redacted), new RegExp(SECRET));
    assert.deepEqual(redacted.map(([name]) => name).toSorted(), [...headers.keys()].toSorted());
    assert.deepEqual(
      redacted.filter(([, value]) => value !== null),
      [
        ["content-type", "application/json"],
        ["user-agent", "Proxy/1"],
      ],
    );
  });
});

describe("redactBody()", () => {
  test("takes out what is private wherever it is and however its key is spelled", () => {
    const keys = ["email", "payer_contact", "clientSecret", "Phone-Number", "PASSWORD", "last4"];
    const privateKey = fc.constantFrom(...keys);
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        privateKey.map((key) => ({ id: 1, [key]: { deep: [SECRET] } })),
        fc.dictionary(fc.string(), tie("node")),
        fc.array(tie("node")),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (value) => {
        const redacted = redactBody(bytesOf(value), 1e6);
        assert.ok(redacted !== null);
        assert.doesNotMatch(redacted.text, new RegExp(SECRET));
        JSON.parse(redacted.text);
      }),
    );
  });

  test("leaves the rest as it was", () => {
    const value = { id: "evt_1", data: { object: { buyer_reference: "user_1", email: null } } };
    assert.deepEqual(redactBody(bytesOf(value), 1e6), {
      text: JSON.stringify(value),
      isCut: false,
    });
  });

  test("keeps nothing of what isn't JSON, or nests too deep to be looked through", () => {
    for (const body of ["", "email=a@b.c", `{"email":"a@b.c"`]) {
      assert.equal(redactBody(new TextEncoder().encode(body), 1e6), null);
    }
    assert.equal(redactBody(new TextEncoder().encode("[".repeat(200_000)), 1e6), null);
  });

  test("cuts to so many bytes, and never within a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat({ max: 40 }), (text, bytesMax) => {
        const whole = redactBody(bytesOf(text), 1e6)?.text ?? "";
        const cut = redactBody(bytesOf(text), bytesMax);
        assert.ok(cut !== null && whole.startsWith(cut.text));
        assert.ok(new TextEncoder().encode(cut.text).length <= bytesMax);
        assert.equal(cut.isCut, cut.text.length < whole.length);
      }),
    );
  });
});

describe("storable()", () => {
  test("makes of any text one that Postgres keeps", () => {
    assert.equal(storable("a\0b\ud800c"), "a\uFFFDb\uFFFDc");
  });
});
