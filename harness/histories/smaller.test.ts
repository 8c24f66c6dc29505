import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ANY_VERB } from "../providers/proxy/verbs.ts";
import { playOf } from "../providers/testing.ts";
import { PLAIN } from "../values/naming.ts";
import { type History, histories, MANNERS } from "./history.ts";
import { planOf } from "./plan.ts";
import { simplerThan, smallest } from "./smaller.ts";

const play = playOf("proxy");

const anything = histories({ verbs: ANY_VERB, manners: MANNERS, joined: true, forgeries: true });

/** How many events of a type a history makes. */
function count(history: History, type: string): number {
  return planOf(history, play).events.filter((event) => event.type === type).length;
}

describe("smallest()", () => {
  test("comes to an end from any history, if everything breaks", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (history) => {
        assert.deepEqual(await smallest(history, async () => true), { moves: [], naming: PLAIN });
      }),
    );
  });

  test("leaves only what is needed to break", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (history) => {
        const breaks = (one: History) => count(one, "subscription.renewed") >= 2;
        fc.pre(breaks(history));
        const left = await smallest(history, async (one) => breaks(one));
        assert.equal(count(left, "subscription.renewed"), 2);
        assert.deepEqual([...simplerThan(left)].filter(breaks), []);
        // No state has the same stamp as the one before it, since none has to.
        for (const { waitMs } of left.moves.slice(1)) assert.ok(waitMs > 0);
      }),
      { numRuns: 30 },
    );
  });
});
