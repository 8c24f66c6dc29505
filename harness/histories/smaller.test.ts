import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ANY_VERB } from "../providers/proxy/verbs.ts";
import { playOf } from "../providers/testing.ts";
import { PLAIN } from "../values/naming.ts";
import { type History, histories, MANNERS } from "./history.ts";
import { planOf } from "./plan.ts";
import { shrinkingFurther, simplerThan, smallest } from "./smaller.ts";

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

describe("shrinkingFurther()", () => {
  test("leaves fast-check's counterexample no step that breaks it too, and generates the same", () => {
    const breaks = (one: History) => count(one, "subscription.renewed") >= 2;
    const further = shrinkingFurther(anything);
    for (let seed = 1; seed <= 20; seed += 1) {
      const found = fc.check(
        fc.property(further, (one) => !breaks(one)),
        { seed, numRuns: 300 },
      );
      const [left] = found.counterexample ?? [];
      assert.ok(left !== undefined, "expected one to be found in 300 histories");
      assert.deepEqual([...simplerThan(left)].filter(breaks), []);
      assert.deepEqual(
        fc.sample(further, { seed, numRuns: 3 }),
        fc.sample(anything, { seed, numRuns: 3 }),
      );
    }
  });
});
