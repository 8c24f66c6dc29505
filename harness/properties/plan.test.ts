import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { arbitraryHistory, type History, type Move } from "./history.ts";
import { planOf } from "./plan.ts";

const purchase: Move = { verb: "purchase", which: 0, quantity: 2, waitMs: 0 };

describe("planOf()", () => {
  test("delivers at once and in order where nothing is delayed or repeated", () => {
    const history: History = { moves: [purchase, purchase], hearings: [], repeats: [] };
    assert.deepEqual(planOf(history).slots, [
      [0, 1],
      [2, 3],
    ]);
  });

  test("delays, reorders and repeats", () => {
    const history: History = {
      moves: [purchase],
      hearings: [
        { delay: 1, rank: 5 },
        { delay: 1, rank: 0 },
      ],
      repeats: [{ of: 1, delay: 3, rank: 0 }],
    };
    assert.deepEqual(planOf(history).slots, [[], [1, 0], [], [1]]);
  });

  test("leaves out the moves that Proxy would refuse", () => {
    const refused: Move = { ...purchase, verb: "renew" };
    const plan = planOf({ moves: [refused, purchase], hearings: [], repeats: [] });
    assert.deepEqual(plan.moves[0], []);
    assert.equal(plan.events.length, 2);
  });

  test("delivers every event of any history at least once, and none before it exists", () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        const { events, slots } = planOf(history);
        const heard = slots.flatMap((due, slot) => due.map((event) => ({ event, slot })));
        assert.deepEqual(
          [...new Set(heard.map(({ event }) => event))].toSorted((a, b) => a - b),
          [...events.keys()],
        );
        for (const { event, slot } of heard) assert.ok(slot >= (events[event]?.madeBy ?? 0));
      }),
    );
  });
});
