import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { histories } from "../../histories/history.ts";
import { clockOf } from "../../simulator/world.ts";
import { compareTied } from "./objects.ts";
import { commandsOf, expectStrictOrder, played, SUBSCRIBED, subscription } from "./testing.ts";
import { ANY_VERB } from "./verbs.ts";
import { type ProxyCommand, subscriptionsOf } from "./world.ts";

describe("a world in which nanoseconds pass", () => {
  test("orders the states of every object strictly, in any history (A11)", () => {
    // Zero most often: where no time passes, states share a stamp, or would.
    const nanoseconds = fc.array(fc.constantFrom(0, 0, 0, 0, 1, 999_999), { minLength: 1 });
    fc.assert(
      fc.property(histories({ verbs: ANY_VERB }), nanoseconds, (history, passing) => {
        const commands = commandsOf(history).flatMap((command, index): ProxyCommand[] => [
          { do: "wait", ms: 0, ns: passing[index % passing.length] ?? 0 },
          command,
        ]);
        expectStrictOrder(played({ do: "wait", ms: 0, ns: 1 }, ...commands));
      }),
    );
  });

  test("stamps a state with the nanoseconds that its clock shows, and no period", () => {
    const world = played(
      { do: "wait", ms: 123, ns: 100_000 },
      ...SUBSCRIBED,
      { do: "fail_payment", subscription },
      { do: "wait", ms: 0, ns: 800_001 },
      { do: "recover", subscription },
      { do: "renew", subscription },
    );
    const states = subscriptionsOf(world).get(subscription) ?? [];
    assert.deepEqual(
      states.map(({ updated_at }) => updated_at.replace("1970-01-01T00:00:00", "")),
      [".1231Z", ".1231Z", ".123900001Z", ".123900001Z"],
    );
    assert.equal(states.at(-1)?.current_period_end, "1970-03-02T00:00:00.000Z");
    assert.equal(clockOf(world), "1970-01-01T00:00:00.123900001Z");
  });

  test("tells two periods apart that differ in a nanosecond", () => {
    const [held] = subscriptionsOf(played(...SUBSCRIBED)).get(subscription) ?? [];
    assert.ok(held !== undefined);
    const ending = (current_period_end: string | null) => ({ ...held, current_period_end });
    const ends = [null, "2026-02-01T00:00:00Z", "2026-02-01T01:00:00.000000001+01:00"].map(ending);
    for (const [a, left] of ends.entries()) {
      for (const [b, right] of ends.entries()) {
        assert.equal(compareTied(left, right), Math.sign(a - b));
      }
    }
  });
});
