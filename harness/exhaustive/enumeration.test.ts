import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { planOf } from "../histories/plan.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { playOf } from "../providers/testing.ts";
import { enumerate } from "./enumeration.ts";

const SMALL = { events: 2, deviations: 1 };

/** The rows of docs/harness.md: a size, and how many schedules each sender has; the largest take long. */
function documented() {
  const page = readFileSync(new URL("../../docs/harness.md", import.meta.url), "utf8");
  return [
    ...page.matchAll(/^\| ([23]) events, (\d) deviations?.* \| ([\d,]+) \| ([\d,]+) \|$/gm),
  ].map(([, events, deviations, ...totals]) => ({
    size: { events: Number(events), deviations: Number(deviations) },
    totals: totals.map((total) => Number(total.replaceAll(",", ""))),
  }));
}

describe("enumerate()", () => {
  test("counts as many as docs/harness.md says, without playing any", () => {
    const rows = documented();
    assert.equal(rows.length, 3);
    for (const { size, totals } of rows) {
      const counted = PROVIDERS.map(
        ({ name, repertoire }) => enumerate(size, playOf(name), repertoire).total,
      );
      assert.deepEqual(counted, totals);
    }
  });

  for (const { name, repertoire } of PROVIDERS) {
    const play = playOf(name);
    const { total, scheduleAt } = enumerate(SMALL, play, repertoire);
    const plans = [...Array(total).keys()].map((index) => planOf(scheduleAt(index + 1), play));

    test(`comes to a plan of its own for each number: ${name}`, () => {
      assert.equal(new Set(plans.map((plan) => JSON.stringify(plan))).size, total);
    });

    test(`leaves out no move, and delivers every event: ${name}`, () => {
      for (const { moves, events, slots } of plans) {
        assert.ok(moves.every((commands) => commands.length > 0));
        const heard = slots.flat(2).map(({ event }) => event);
        assert.deepEqual(new Set(heard), new Set(events.keys()));
      }
    });

    test(`begins with the fewest events: ${name}`, () => {
      const sizes = plans.map(({ events }) => events.length);
      assert.deepEqual(sizes, sizes.toSorted());
      assert.deepEqual([sizes[0], sizes.at(-1)], [1, 2]);
    });
  }

  test("says how many deliveries two schedules have in common before they differ", () => {
    const [{ name, repertoire }] = PROVIDERS;
    const play = playOf(name);
    const { total, scheduleAt, commonTo } = enumerate(SMALL, play, repertoire);
    /** What is done, in its order: the commands of a move and then what is delivered after it. */
    const doneIn = (number: number): readonly string[] => {
      const { moves, slots } = planOf(scheduleAt(number), play);
      return [...Array(Math.max(moves.length, slots.length)).keys()].flatMap((at) => [
        ...(moves[at] ?? []).map((command) => JSON.stringify(command)),
        ...(slots[at] ?? []).map((burst) => JSON.stringify({ burst })),
      ]);
    };
    let most = 0;
    for (let number = 2; number <= total; number += 1) {
      const [before, after] = [doneIn(number - 1), doneIn(number)];
      const differs = after.findIndex((one, index) => one !== before[index]);
      const same = after.slice(0, differs === -1 ? after.length : differs);
      const deliveries = same.filter((one) => one.startsWith('{"burst"')).length;
      const common = commonTo(number, number - 1);
      assert.ok(common <= deliveries, `${number}: ${common} of ${deliveries}`);
      most = Math.max(most, common);
    }
    assert.ok(most >= 2);
  });

  test("has neither a number 0 nor one beyond the last", () => {
    const [{ name, repertoire }] = PROVIDERS;
    const { total, scheduleAt } = enumerate(SMALL, playOf(name), repertoire);
    assert.throws(() => scheduleAt(0), /no schedule 0/);
    assert.throws(() => scheduleAt(total + 1), /no schedule/);
  });
});
