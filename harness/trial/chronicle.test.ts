import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createChronicle } from "./chronicle.ts";

const own = (text: string): string => text;

describe("a chronicle", () => {
  test("tells what happened, was delivered and answered, in the order in which it began", () => {
    const chronicle = createChronicle();
    const scribe = chronicle.begin((text) => text.replaceAll("evt_nonce", "evt_1"));
    scribe.happened("Proxy pay: psess_1", "t+0");
    scribe.announced("evt_nonce");
    const answered = scribe.delivers([{ eventId: "evt_nonce", eventType: "paid", skewSeconds: 9 }]);
    scribe.happened("Proxy cancel: psess_1", "t+0");
    answered({ kind: "timed_out" }, 0);
    assert.deepEqual(chronicle.story(), [
      { kind: "happened", at: "t+0", text: "Proxy pay: psess_1", event: "evt_1" },
      {
        kind: "delivered",
        deliveries: [
          {
            event: "evt_1",
            type: "paid",
            how: "stamped 9 s from now",
            answer: "no answer in time",
            times: 1,
          },
        ],
      },
      { kind: "happened", at: "t+0", text: "Proxy cancel: psess_1", event: null },
    ]);
  });

  test("is that of the last trial, with those beside it", () => {
    const chronicle = createChronicle();
    chronicle.begin(own).happened("before", "t+0");
    chronicle.begin(own).happened("one", "t+0");
    chronicle.beside.begin(own).happened("two", "t+0");
    const texts = chronicle.story().map((step) => step.kind === "happened" && step.text);
    assert.deepEqual(texts, ["one", "two"]);
  });

  test("ends with what was found, not with how the receiver was put in order again", () => {
    const chronicle = createChronicle();
    const scribe = chronicle.begin(own);
    scribe.delivers([{ eventId: "evt_1" }]);
    chronicle.note("the receiver is started again");
    assert.equal(chronicle.story().length, 1);
    scribe.delivers([{ eventId: "evt_2" }]);
    assert.equal(chronicle.story().length, 3);
  });

  test("stays short, and says what it leaves out", () => {
    const chronicle = createChronicle();
    const scribe = chronicle.begin(own);
    for (let number = 0; number < 10_000; number += 1) {
      scribe.delivers([{ eventId: `evt_${number}` }]);
    }
    const story = chronicle.story();
    assert.equal(story.length, 61);
    assert.deepEqual(story[30], { kind: "noted", text: "(9940 steps are left out here)" });
  });

  test("reads of a body what it is about, and quotes no more of it", () => {
    const chronicle = createChronicle();
    const body = JSON.stringify({ id: "evt_1", type: "x".repeat(500), secret: "whsec_1" });
    chronicle.begin(own).delivers([{ body: new TextEncoder().encode(body) }]);
    const [step] = chronicle.story();
    assert.ok(step?.kind === "delivered");
    assert.equal(step.deliveries[0]?.event, "evt_1");
    assert.equal(step.deliveries[0]?.type, "x".repeat(80));
  });
});
