import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type DeliveryRecord, deliveryRecords } from "./record.ts";

function delivery(event: string): Parameters<ReturnType<typeof deliveryRecords>["note"]>[0] {
  return {
    event,
    type: "proxy_session.paid",
    object: "psess_1",
    provider: "proxy",
    endpoint: "http://127.0.0.1:1/",
    sentAt: "2026-11-27T12:00:00.000Z",
    answer: { words: "200", status: 200 },
    tookMs: 1,
    misbehaved: null,
  };
}

const EVENTS = fc.array(fc.constantFrom("evt_1", "evt_2", "evt_3"), { maxLength: 600 });

describe("the record of deliveries", () => {
  test("keeps the last 500, numbers all of them, and counts the attempts of each event", () =>
    fc.assert(
      fc.property(EVENTS, fc.nat(700), (events, known) => {
        const records = deliveryRecords();
        const all = events.map((event) => records.note(delivery(event)));
        all.forEach((one, index) => {
          const before = events.slice(0, index + 1).filter((event) => event === one.event);
          assert.deepEqual([one.number, one.attempt], [index + 1, before.length]);
        });
        const kept = all.slice(-500).filter(({ number }) => number > known);
        assert.deepEqual(records.after(known), kept);
      }),
      { numRuns: 20 },
    ));

  test("tells whoever listens, until that ends", () => {
    const records = deliveryRecords();
    const heard: DeliveryRecord[] = [];
    const end = records.listen((one) => heard.push(one));
    records.note(delivery("evt_1"));
    end?.();
    records.note(delivery("evt_2"));
    assert.deepEqual(
      heard.map(({ event }) => event),
      ["evt_1"],
    );
  });
});
