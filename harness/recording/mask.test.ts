import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { editJson } from "./json-texts.ts";
import { maskBody, maskHeaders, maskTarget } from "./mask.ts";
import { createStandIns } from "./stand-ins.ts";

const KEY = new Uint8Array(32).fill(7);
const standIns = createStandIns(KEY);

function masked(body: unknown): string {
  const text = maskBody(new TextEncoder().encode(JSON.stringify(body)), standIns);
  assert.ok(text !== null);
  return text;
}

const letters = fc.stringMatching(/^[a-z]{5,12}$/);
const emails = fc.tuple(letters, letters).map(([name, host]) => `${name}@${host}.example`);
const phones = fc
  .tuple(fc.integer({ min: 10, max: 98 }), fc.integer({ min: 1_000_000, max: 9_999_999 }))
  .chain(([country, number]) =>
    fc.constantFrom(`+${country} ${number}`, `00${country}${number}`, `(0${country}) ${number}`),
  );
const cards = fc.constantFrom("4242424242424242", "4000 0566 5566 5556", "5555-5555-5555-4444");
const personal = fc.oneof(emails, phones, cards);

const PERSONAL_FIELDS = [
  "buyer_reference",
  "buyerReference",
  "payer_contact",
  "customer_id",
  "metadata",
  "name",
  "shipping-address",
  "phone",
  "idempotency_key",
  "payer_wallet",
  "merchant_reference",
] as const;

describe("maskBody()", () => {
  test("leaves no e-mail, telephone number or card anywhere, in a name neither", () => {
    const around = fc.constantFrom("", "Gift for ", "mailto:", "Ring ", "<");
    fc.assert(
      fc.property(
        personal,
        around,
        fc.jsonValue(),
        fc.array(letters),
        (secret, before, other, path) => {
          const at = path.reduce<unknown>(
            (inner, name) => ({ [name]: [inner, other] }),
            `${before}${secret} now`,
          );
          const text = masked({ at, [secret]: other, list: [[secret]] });
          assert.ok(!text.includes(secret), text);
        },
      ),
    );
  });

  test("exchanges whatever stands in a personal field, or below it, text or number", () => {
    const values = fc.oneof(fc.uuid(), fc.integer({ min: 10 ** 8, max: 10 ** 12 }));
    fc.assert(
      fc.property(fc.constantFrom(...PERSONAL_FIELDS), values, letters, (field, value, name) => {
        for (const inside of [value, { [name]: value }, [[{ [name]: [value] }]]]) {
          const text = masked({ data: { object: { [field]: inside } } });
          assert.ok(!text.includes(String(value)), text);
        }
      }),
    );
  });

  test("has the same stand-in for the same text, and another for another", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
        const { buyer_reference, email } = JSON.parse(
          masked({ buyer_reference: one, email: other }),
        );
        assert.equal(buyer_reference === email, one === other);
        assert.equal(JSON.parse(masked([{ user: one }]))[0].user, buyer_reference);
      }),
    );
  });

  test("by another key has other stand-ins", () => {
    const body = new TextEncoder().encode('{"email":"ada@example.com"}');
    const other = createStandIns(new Uint8Array(32).fill(8));
    assert.notEqual(maskBody(body, standIns), maskBody(body, other));
  });

  test("leaves every byte where nothing is personal: blanks, order, and how numbers are spelled", () => {
    const body =
      ' {"id" : "psess_1",\r\n"amount_minor":1.50e+3 , "a":[ ],"b":{},"currency":"\\u0075sd","n":-0,' +
      '"created_at":"2026-11-27T10:11:12.123456Z","of":"01234567-8901-4345-8234-567890123456"} ';
    assert.equal(maskBody(new TextEncoder().encode(body), standIns), body);
  });

  test("keeps nothing of secrets", () => {
    const secret = "abcDEF1234567890";
    for (const body of [
      { api_key: secret },
      { webhookSecret: secret },
      { nested: { tokens: [{ of: secret }] } },
      { text: `whsec_${secret}` },
      { text: `Bearer ${secret}` },
      { text: `of eyJ${secret}` },
      { url: `https://user:${secret}@shop.example/a?b=${secret}#${secret}` },
      { url: `https://shop.example/pay/${secret}` },
    ]) {
      assert.ok(!masked(body).includes(secret), masked(body));
    }
  });

  test("exchanges what is personal in a document within a text, however deep", () => {
    fc.assert(
      fc.property(letters, fc.integer({ min: 1, max: 4 }), (value, depth) => {
        let body: unknown = { name: `${value}X`, list: [{ api_key: `${value}Y` }], of: "a" };
        for (let level = 0; level < depth; level += 1) body = { payload: JSON.stringify(body) };
        const text = masked(body);
        assert.ok(!text.includes(`${value}X`) && !text.includes(`${value}Y`), text);
        let inner = JSON.parse(text);
        for (let level = 0; level < depth; level += 1) inner = JSON.parse(inner.payload);
        assert.equal(inner.of, "a");
      }),
    );
  });

  test("below a personal field keeps of names only those that are words", () => {
    for (const id of ["Ada Lovelace", "user_42", "4915112345678", "Łukasz"]) {
      const text = masked({
        customers: { [id]: { first_name: "x", line1: 1 } },
        metadata: { [id]: 1 },
      });
      assert.ok(!text.includes(id), text);
      assert.match(text, /"first_name":.*"line1":/);
    }
  });

  test("knows personal fields and secrets by many names", () => {
    for (const name of [
      "tax_id",
      "vatNumber",
      "account_number",
      "card_number",
      "last4",
      "lat",
      "company",
      "signing_key",
      "remote_addr",
      "auth",
    ]) {
      assert.ok(!masked({ [name]: "AbC-98" }).includes("AbC-98"), name);
    }
    const plain = {
      tax_amount_minor: 190,
      account_id: "acct_1",
      price_key: "gold",
      session: "psess_1",
    };
    assert.equal(masked(plain), JSON.stringify(plain));
  });

  test("looks at a place once, however deep it is and whatever is around it", () => {
    let asked = 0;
    const depth = 3000;
    const document = [...Array(depth).fill('{"a":"x","b":'), "1", ...Array(depth).fill("}")].join(
      "",
    );
    editJson(document, {
      outside: 0,
      within: (outer) => {
        asked += 1;
        return outer + 1;
      },
      text: (text) => text,
    });
    assert.equal(asked, 2 * depth);
  });

  test("takes what is no JSON in UTF-8 for no JSON", () => {
    const bodies = [
      new Uint8Array(),
      new TextEncoder().encode('{"a":"\0"}'),
      new TextEncoder().encode("a@b.example"),
      Uint8Array.from([0x22, 0xff, 0x22]),
      Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
      new TextEncoder().encode("[".repeat(64 * 1024)),
    ];
    for (const body of bodies) assert.equal(maskBody(body, standIns), null);
  });

  test("gets through 64 KiB of anything without standing still", () => {
    for (const part of [
      "a",
      "1",
      "+1 ",
      "@",
      "a@",
      "0-",
      "%40",
      "http://",
      "\\",
      "eyJ.",
      "-eyJ",
      "(0",
      "é",
    ]) {
      const text = part.repeat((64 * 1024) / part.length);
      assert.doesNotThrow(() => JSON.parse(masked({ text, metadata: text, [text]: 1 })));
    }
  });
});

const NOWHERE = { outside: null, within: () => null };

describe("editJson()", () => {
  test("changes nothing where nothing is exchanged, and is what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, "\t"), (json, space) => {
        const document = JSON.stringify(JSON.parse(json), null, space);
        assert.equal(editJson(document, { ...NOWHERE, text: (text) => text }), document);
        const shouted = editJson(document, { ...NOWHERE, text: (text) => `${text}!` });
        const expected = JSON.stringify(JSON.parse(document), (_, value) =>
          typeof value === "string" ? `${value}!` : value,
        );
        assert.equal(JSON.stringify(JSON.parse(shouted ?? "")), expected);
      }),
    );
  });

  test("tells where a text stands", () => {
    const places: string[] = [];
    editJson('{"a":{"b":["x",{"c":"y"},"z"],"d":{}},"e":["w"],"f":"v"}', {
      outside: "",
      within: (outer, name) => `${outer}.${name}`,
      text: (text, place) => {
        places.push(`${place}=${text}`);
        return text;
      },
    });
    assert.deepEqual(places, [".a.b=x", ".a.b.c=y", ".a.b=z", ".e=w", ".f=v"]);
  });
});

describe("maskHeaders() and maskTarget()", () => {
  test("keep the values of known headers alone", () => {
    const kept = maskHeaders(
      [
        ["Content-Type", "application/json"],
        ["Proxy-Signature", "t=1,v1=00"],
        ["Authorization", "Bearer x"],
        ["Cookie", "a=b"],
        ["X-Anything", "a@b.example"],
      ],
      standIns,
    );
    assert.deepEqual(
      kept.map(([, value]) => value),
      ["application/json", ...Array.from({ length: 4 }, () => "[masked]")],
    );
  });

  test("keep the path without what looks like a token, and of the query nothing", () => {
    assert.equal(
      maskTarget("/hooks/a1b2c3d4e5f6a7b8c9/proxy?key=secret", standIns),
      "/hooks/[masked]/proxy?[masked]",
    );
    assert.equal(maskTarget("/api/proxy/webhook", standIns), "/api/proxy/webhook");
  });
});
