import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { settledStored, wrongIn } from "./stored.ts";

const ANSWERED = { acknowledged: 100, refused: 2, inFlight: 32 };

describe("wrongIn()", () => {
  for (const [name, stored, wrong] of [
    ["just what was acknowledged", { events: 100, granted: 100 }, null],
    ["also what was in flight", { events: 134, granted: 134 }, null],
    ["nothing, where nothing is to be stored", {}, null],
    ["also halves of what was refused", { events: 110, granted: 108 }, null],
    ["less than was acknowledged", { events: 100, granted: 99 }, "lost"],
    ["more than was sent", { events: 135, granted: 134 }, "too many"],
    ["halves of what was not refused", { events: 110, granted: 107 }, "half done"],
  ] as const) {
    test(`says ${wrong ?? "nothing"} where there is ${name}`, () => {
      assert.equal(wrongIn(stored, ANSWERED)?.split(":")[0] ?? null, wrong);
    });
  }
});

describe("settledStored()", () => {
  test("gives what was in flight its time, and no longer than it takes", async () => {
    let granted = 98;
    const count = async () => {
      granted += 1;
      return { events: 100, granted };
    };
    assert.deepEqual(await settledStored(count, ANSWERED), { events: 100, granted: 100 });
  });
});
