import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createPatience } from "./patience.ts";
import { createStop } from "./stop.ts";

function hanging(hung: number, waitedMs: number) {
  return {
    lastSent: null,
    answeredAt: null,
    isLost: false,
    nonces: new Set<string>(),
    story: () => [],
    hung,
    waitedMs,
  };
}

describe("the patience of a run", () => {
  test("is spent once the receiver has left three deliveries without an answer", () => {
    const patience = createPatience(4, createStop());
    patience.note(hanging(2, 2_000));
    assert.equal(patience.isSpent(), false);
    patience.note(hanging(1, 1_000));
    assert.ok(patience.isSpent());
  });

  test("ends the run after a minute of waiting a lane, and says for what was waited", () => {
    const stop = createStop();
    const patience = createPatience(2, stop);
    patience.note(hanging(11, 110_000));
    assert.equal(stop.stopped(), null);
    patience.note(hanging(1, 10_000));
    assert.equal(stop.stopped()?.why, "hangs");
    assert.match(stop.stopped()?.reason ?? "", /^12 deliveries were not answered in time/);
    assert.ok(stop.signal.aborted);
  });

  test("is two minutes at least, with a receiver that is asked one after the other", () => {
    const stop = createStop();
    createPatience(1, stop).note(hanging(3, 63_000));
    assert.equal(stop.stopped(), null);
  });
});
