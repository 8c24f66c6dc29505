import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { arbitraryHistory, type History, type Move } from "./history.ts";
import { type Plan, planOf } from "./plan.ts";

const purchase: Move = { verb: "purchase", which: 0, quantity: 2, waitMs: 0 };

function eventsIn({ slots }: Plan): readonly (readonly number[])[] {
  return slots.map((due) => due.map(({ event }) => event));
}

describe("planOf()", () => {
  test("delivers at once and in order where nothing is delayed or repeated", () => {
    const history: History = { moves: [purchase, purchase], hearings: [], repeats: [] };
    assert.deepEqual(eventsIn(planOf(history)), [
      [0, 1],
      [2, 3],
    ]);
  });

  test("delays, reorders and repeats", () => {
    const history: History = {
      moves: [purchase],
      hearings: [
        { delay: 1, rank: 5, lag: 0 },
        { delay: 1, rank: 0, lag: 0 },
      ],
      repeats: [{ of: 1, delay: 3, rank: 0, lag: 0 }],
    };
    assert.deepEqual(eventsIn(planOf(history)), [[], [1, 0], [], [1]]);
  });

  test("says of each delivery how far its read lags behind", () => {
    const hearings = [
      { delay: 0, rank: 0, lag: 2 },
      { delay: 0, rank: 0, lag: 0 },
    ];
    const { slots } = planOf({ moves: [purchase], hearings, repeats: [] });
    assert.deepEqual(slots, [
      [
        { event: 0, lag: 2 },
        { event: 1, lag: 0 },
      ],
    ]);
  });

  test("leaves out the moves that Proxy would refuse", () => {
    const refused: Move = { ...purchase, verb: "cancel" };
    const plan = planOf({ moves: [purchase, refused], hearings: [], repeats: [] });
    assert.deepEqual(plan.moves[1], []);
    assert.equal(plan.events.length, 2);
  });

  test("begins what a move is about where it isn't there yet", () => {
    const renew: Move = { ...purchase, verb: "renew" };
    const { events } = planOf({ moves: [renew], hearings: [], repeats: [] });
    assert.deepEqual(
      events.map(({ type }) => type),
      ["proxy_session.paid", "subscription.renewed"],
    );
  });

  test("delivers every event of any history at least once, and none before it exists", () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        const { events, slots } = planOf(history);
        const heard = slots.flatMap((due, slot) => due.map(({ event }) => ({ event, slot })));
        assert.deepEqual(
          [...new Set(heard.map(({ event }) => event))].toSorted((a, b) => a - b),
          [...events.keys()],
        );
        for (const { event, slot } of heard) assert.ok(slot >= (events[event]?.madeBy ?? 0));
      }),
    );
  });
});
