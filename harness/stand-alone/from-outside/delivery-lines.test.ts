import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { plain } from "../../reporters/text.ts";
import { widthOf } from "../../settings/columns.ts";
import type { DeliveryRecord } from "../record.ts";
import { heading, linesOf } from "./delivery-lines.ts";

const DELIVERY: DeliveryRecord = {
  number: 1,
  event: "evt_0123456789abcdef",
  type: "subscription.cancel_scheduled",
  object: "psub_0123456789abcdef",
  provider: "proxy",
  endpoint: "http://127.0.0.1:3000/webhook",
  attempt: 1,
  sentAt: "2026-11-27T12:00:00.000Z",
  answer: { words: "200", status: 200 },
  tookMs: 12,
  misbehaved: null,
};

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom("\u001b[2J", "\u202eevt", "支付".repeat(40), "x".repeat(255)),
);

const deliveries: fc.Arbitrary<DeliveryRecord> = fc.record({
  number: fc.nat().map((number) => number + 1),
  event: anyText,
  type: anyText,
  object: anyText,
  provider: anyText,
  endpoint: anyText,
  attempt: fc.integer({ min: 1, max: 9 }),
  sentAt: fc.constant(DELIVERY.sentAt),
  answer: fc.record({ words: anyText, status: fc.option(fc.integer({ min: 100, max: 999 })) }),
  tookMs: fc.nat({ max: 60_000 }),
  misbehaved: fc.constantFrom("drop", "delay", "wrong_signature", "lag", null),
});

describe("linesOf()", () => {
  test("sets what was delivered below its heading", () => {
    const sight = { paint: plain, columns: null };
    const [line = ""] = linesOf(DELIVERY, sight);
    const above = heading(sight);
    assert.equal(line.indexOf("200"), above.indexOf("answer"));
    assert.equal(line.indexOf("subscription."), above.indexOf("type"));
    assert.equal(line.indexOf("evt_"), above.indexOf("event"));
    assert.equal(line.indexOf("psub_"), above.indexOf("about"));
  });

  test("fits the terminal, whatever anybody wrote, and says nothing that a terminal obeys", () =>
    fc.assert(
      fc.property(deliveries, fc.constantFrom(80, 120), (delivery, columns) => {
        for (const line of linesOf(delivery, { paint: plain, columns })) {
          assert.ok(widthOf(line) <= columns, line);
          assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
        }
      }),
    ));

  test("cuts no id where nobody looks at a terminal", () => {
    const event = `evt_${"x".repeat(200)}`;
    const [line = ""] = linesOf({ ...DELIVERY, event }, { paint: plain, columns: null });
    assert.ok(line.includes(`${event}  ${DELIVERY.object}`), line);
  });

  test("tells below what is out of the ordinary", () => {
    const odd: DeliveryRecord = {
      ...DELIVERY,
      attempt: 2,
      answer: { words: "no answer in time", status: null },
      misbehaved: "delay",
    };
    const [line = "", ...below] = linesOf(odd, { paint: plain, columns: 80 });
    assert.match(line, /^none /);
    assert.deepEqual(
      below.map((each) => each.trim()),
      ["no answer in time, attempt 2, misbehaved: delay"],
    );
  });
});
