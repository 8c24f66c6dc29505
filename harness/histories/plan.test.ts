import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ANY_VERB } from "../providers/proxy/verbs.ts";
import { playOf } from "../providers/testing.ts";
import { type Arrival, type History, histories, MANNERS, type Move } from "./history.ts";
import { planOf } from "./plan.ts";

const play = playOf("proxy");

const purchase: Move = {
  verb: "purchase",
  which: 0,
  quantity: 2,
  waitMs: 0,
  heard: [],
  repeats: [],
  noise: [],
};
const prompt: Arrival = { delay: 0, rank: 0, manner: "plain", joined: false };

function historyOf(...moves: readonly Partial<Move>[]): History {
  return { moves: moves.map((move) => ({ ...purchase, ...move })) };
}

/** Which events are delivered after each move: a burst in brackets. */
function scheduleOf(history: History): readonly (readonly (readonly number[])[])[] {
  return planOf(history, play).slots.map((bursts) =>
    bursts.map((burst) => burst.map(({ event }) => event)),
  );
}

const anything = histories({ verbs: ANY_VERB, manners: MANNERS, joined: true, forgeries: true });

describe("planOf()", () => {
  test("delivers at once and in order where nothing is delayed or repeated", () => {
    assert.deepEqual(scheduleOf(historyOf({}, {})), [
      [[0], [1]],
      [[2], [3]],
    ]);
  });

  test("delays, reorders and repeats, the last of all after the last move", () => {
    const history = historyOf({
      heard: [
        { ...prompt, delay: 1, rank: 5 },
        { ...prompt, delay: 1 },
      ],
      repeats: [{ ...prompt, of: 1, delay: 3, rank: 9 }],
    });
    assert.deepEqual(scheduleOf(history), [[], [[1], [0], [1]]]);
  });

  test("joins a delivery to the one before it, unless one of the two hangs up", () => {
    const joined = { ...prompt, joined: true };
    assert.deepEqual(scheduleOf(historyOf({ heard: [prompt, joined] })), [[[0, 1]]]);
    const lost: Arrival = { ...joined, manner: "answer_lost" };
    assert.deepEqual(scheduleOf(historyOf({ heard: [prompt, lost] })), [[[0], [1]]]);
  });

  test("puts noise where its event is, and never joins it", () => {
    const history = historyOf({ noise: [{ of: 0, delay: 0, rank: 0, forgery: "stale" }] });
    const kinds = planOf(history, play).slots.map((bursts) =>
      bursts.flat().map(({ kind }) => kind),
    );
    assert.deepEqual(kinds, [["honest", "honest", "forged"]]);
  });

  test("leaves out the moves that Proxy would refuse", () => {
    const plan = planOf(historyOf({}, { verb: "cancel" }), play);
    assert.deepEqual(plan.moves[1], []);
    assert.equal(plan.events.length, 2);
  });

  test("begins what a move is about where it isn't there yet", () => {
    const { events } = planOf(historyOf({ verb: "renew" }), play);
    assert.deepEqual(
      events.map(({ type }) => type),
      ["proxy_session.paid", "subscription.renewed"],
    );
  });

  test("delivers every event of any history at least once, and none before it exists", () => {
    fc.assert(
      fc.property(anything, (history) => {
        const { events, slots } = planOf(history, play);
        const heard = slots.flatMap((bursts, slot) =>
          bursts.flat().map((delivery) => ({ ...delivery, slot })),
        );
        const honest = heard.filter(({ kind }) => kind === "honest").map(({ event }) => event);
        assert.deepEqual(new Set(honest), new Set(events.keys()));
        for (const { event, slot } of heard) assert.ok(slot >= (events[event]?.madeBy ?? 0));
      }),
    );
  });

  test("comes to the same plan after a history was written to a file and read again", () => {
    fc.assert(
      fc.property(anything, (history) => {
        assert.deepEqual(planOf(JSON.parse(JSON.stringify(history)), play), planOf(history, play));
      }),
    );
  });
});
