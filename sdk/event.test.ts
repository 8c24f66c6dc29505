import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ParsedEvent, parseEvent } from "./event.ts";
import { verifySignature } from "./signature.ts";
import { importSigningSecret } from "./signing-secret.ts";
import { SECRET, SIGNED_AT, signTV1, wireEventSample, wireSubscriptionSample } from "./testing.ts";

const encoder = new TextEncoder();

/** Parses a body the only way there is: signed and verified first. */
async function parse(content: string | Uint8Array): Promise<ParsedEvent | null> {
  const body = new Uint8Array(typeof content === "string" ? encoder.encode(content) : content);
  const keys = [importSigningSecret(SECRET, "t-v1")];
  const policy = { scheme: "t-v1", keys, toleranceSeconds: 300 } as const;
  const delivery = { headers: signTV1(body), body };
  const verification = verifySignature(policy, delivery, SIGNED_AT);
  assert.ok(verification.ok);
  return parseEvent(verification.body);
}

/** The sample event, with other fields. */
function eventWith(fields: object): string {
  return JSON.stringify({ ...wireEventSample, ...fields });
}

/** The sample event, with other fields in its object. */
function objectWith(fields: object): string {
  return eventWith({ data: { object: { ...wireEventSample.data.object, ...fields } } });
}

const unstorable = {
  "an empty": "",
  "a NUL in the": "a\0b",
  "a lone surrogate in the": "a\ud800b",
};

const malformed: Readonly<Record<string, string | Uint8Array>> = {
  "an empty body": "",
  "a body that is not JSON": "{",
  "a body of null": "null",
  "a body of an array": "[]",
  "a body of a text": '"evt_1"',
  "a byte-order mark": `\ufeff${eventWith({})}`,
  "invalid UTF-8": Buffer.from(eventWith({ note: "\u00e9" }), "latin1"),
  "a repeated key": '{"id":"evt_0",'.concat(eventWith({}).slice(1)),
  "a repeated key, escaped and equal": '{"\\u0069d":"evt_1",'.concat(eventWith({}).slice(1)),
  "no id": eventWith({ id: undefined }),
  "an id that is a number": eventWith({ id: 1 }),
  "an id of 256 characters": eventWith({ id: "e".repeat(256) }),
  "no type": eventWith({ type: undefined }),
  "no created_at": eventWith({ created_at: undefined }),
  "no data on a known type": eventWith({ data: undefined }),
  "no object on a known type": eventWith({ data: {} }),
  "an object of null on a known type": eventWith({ data: { object: null } }),
  "no object id on a known type": objectWith({ id: undefined }),
  "no updated_at on a known type": objectWith({ updated_at: undefined }),
  "a subscription's id on a session's type": objectWith({ id: "psub_1" }),
  "a session's id on a subscription's type": eventWith({ type: "subscription.renewed" }),
  "an object id of 256 characters": objectWith({ id: `psess_${"1".repeat(250)}` }),
  "an object id only by inheritance": eventWith({}).replace(
    '"id":"psess_1"',
    '"__proto__":{"id":"psess_1"}',
  ),
};

const notInstants = [
  "infinity",
  "now",
  "",
  "2026-01-01",
  "2026-01-01T00:00:00",
  "2026-02-29T00:00:00Z",
  "2026-01-01T24:00:00Z",
  "2026-01-01 00:00:00Z",
  "2026-01-01T00:00:00+16:00",
  "0000-12-31T00:00:00Z",
  "0001-01-01T00:00:00+01:00",
  "9999-12-31T23:59:59-01:00",
  "+010000-01-01T00:00:00Z",
  "2026-01-01T00:00:00.1234567891Z",
  "2026-01-01T00:00:00.1234567890+02:00",
  `2026-01-01T00:00:00.${"0".repeat(30)}Z`,
  "2026-01-01T00:00:00z",
  "2026-01-01t00:00:00Z",
  "2026-01-01T00:00:00Z\n",
  1767225600,
  null,
];

describe("parseEvent()", () => {
  test("reads a known type, its object, and the object's snapshot", async () => {
    assert.deepEqual(await parse(eventWith({})), {
      event: {
        id: "evt_1",
        type: "proxy_session.provisionable",
        createdAt: "2026-01-01T00:00:05.000Z",
        objectId: "psess_1",
        objectUpdatedAt: "2026-01-01T00:00:05.000Z",
        objectSnapshot: {
          status: "provisionable",
          cancelAtPeriodEnd: null,
          currentPeriodEnd: null,
        },
      },
      reference: { object: "session", id: "psess_1" },
    });
  });

  test("keeps of a subscription's snapshot what orders its states", async () => {
    const object = { ...wireSubscriptionSample, cancel_at_period_end: true };
    const parsed = await parse(eventWith({ type: "subscription.renewed", data: { object } }));
    assert.deepEqual(parsed?.reference, { object: "subscription", id: "psub_1" });
    assert.deepEqual(parsed?.event.objectSnapshot, {
      status: "active",
      cancelAtPeriodEnd: true,
      currentPeriodEnd: "2026-02-01T00:00:00.000Z",
    });
  });

  test("takes a malformed field of the snapshot for a missing one", async () => {
    const fields = { status: 1, cancel_at_period_end: "yes", current_period_end: "infinity" };
    const parsed = await parse(objectWith(fields));
    assert.deepEqual(parsed?.event.objectSnapshot, {
      status: null,
      cancelAtPeriodEnd: null,
      currentPeriodEnd: null,
    });
  });

  for (const type of ["proxy_session.refunded", "constructor", "__proto__", "PROXY_SESSION.PAID"]) {
    test(`reads the unknown type ${type}, with nothing to look up`, async () => {
      const parsed = await parse(eventWith({ type, data: { object: { id: "x_1" } } }));
      assert.deepEqual(parsed, {
        event: {
          id: "evt_1",
          type,
          createdAt: "2026-01-01T00:00:05.000Z",
          objectId: "x_1",
          objectUpdatedAt: null,
          objectSnapshot: null,
        },
        reference: null,
      });
    });
  }

  for (const data of [undefined, null, {}, { object: [] }, { object: { id: "a\0b" } }]) {
    test(`asks nothing of an unknown type's data: ${JSON.stringify(data)}`, async () => {
      const parsed = await parse(eventWith({ type: "invoice.viewed", data }));
      assert.equal(parsed?.event.objectId, null);
    });
  }

  test("ignores unknown extra fields, whatever they are called or hold", async () => {
    const extra =
      '{"constructor":1,"toString":null,"__proto__":{"id":"evt_2"},"n":9007199254740993,';
    const parsed = await parse(extra.concat(eventWith({}).slice(1)));
    assert.deepEqual(parsed, await parse(eventWith({})));
  });

  test("accepts an id of 255 characters, and any well-formed text in it", async () => {
    const id = `🛒${"e".repeat(253)}`;
    assert.equal((await parse(eventWith({ id })))?.event.id, id);
  });

  for (const [which, body] of Object.entries(malformed)) {
    test(`refuses ${which}`, async () => {
      assert.equal(await parse(body), null);
    });
  }

  for (const [which, value] of Object.entries(unstorable)) {
    test(`refuses ${which} id, type or object id`, async () => {
      assert.equal(await parse(eventWith({ id: value })), null);
      assert.equal(await parse(eventWith({ type: value })), null);
      const id = value === "" ? value : `psess_${value}`;
      assert.equal(await parse(objectWith({ id })), null);
    });
  }

  for (const value of notInstants) {
    test(`refuses ${JSON.stringify(value)} as an instant`, async () => {
      assert.equal(await parse(eventWith({ created_at: value })), null);
      assert.equal(await parse(objectWith({ updated_at: value })), null);
    });
  }

  for (const value of [
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999+00:00",
    "9999-12-31T23:59:59.999999999-00:00",
  ]) {
    test(`accepts ${value} as an instant, and keeps its spelling`, async () => {
      assert.equal((await parse(eventWith({ created_at: value })))?.event.createdAt, value);
    });
  }
});
