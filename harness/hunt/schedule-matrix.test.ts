import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatSchedulesMarkdown, formatSchedulesText } from "./format-schedules.ts";
import {
  objectionTo,
  type Played,
  type ScheduleHunt,
  type ScheduleMatrix,
  scheduleExitCodeOf,
  scheduleTally,
  together,
} from "./schedule-matrix.ts";
import type { SmallestShown } from "./small-bench.ts";

const size = { events: 3, deviations: 2 };

function shownBy(number: number, events: number, deviations: number): SmallestShown {
  return { number, size: { events, deviations }, reason: "shown too much", details: [" 1  pay"] };
}

function correct(shown: SmallestShown | null = null): Played {
  return { name: "the correct receiver (proxy)", provider: "proxy", total: 9, played: 9, shown };
}

function mutant(shown: SmallestShown | null, expected: ScheduleHunt["expected"]): ScheduleHunt {
  const about = { name: "order/sample", provider: "proxy", bug: "It forgets." };
  return { ...about, total: 9, played: 4, shown, expected };
}

function matrix(one: Played, ...mutants: readonly ScheduleHunt[]): ScheduleMatrix {
  return { size, correct: [one], mutants };
}

const AS_KNOWN = mutant(shownBy(4, 2, 1), { events: 2, deviations: 1 });

describe("what schedules show", () => {
  test("is well where the correct receiver is left in peace, and each mutant is shown as known", () => {
    assert.equal(scheduleExitCodeOf(matrix(correct(), AS_KNOWN, mutant(null, null))), 0);
  });

  test("is not, where a correct receiver is accused", () => {
    assert.equal(scheduleExitCodeOf(matrix(correct(shownBy(1, 1, 0)), AS_KNOWN)), 1);
  });

  for (const [how, shown] of [
    ["not shown at all", null],
    ["shown by a larger one", shownBy(7, 3, 1)],
    ["shown by a smaller one than is known", shownBy(2, 2, 0)],
  ] as const) {
    test(`is not, where a mutant is ${how}`, () => {
      const hunted = mutant(shown, { events: 2, deviations: 1 });
      assert.match(objectionTo(hunted) ?? "", /^a schedule of 2 events and 1 deviations was to/);
      assert.equal(scheduleExitCodeOf(matrix(correct(), hunted)), 1);
    });
  }

  test("is the smallest of what the parts of one receiver's schedules show", () => {
    const parts = [correct(shownBy(8, 3, 0)), correct(shownBy(5, 2, 1)), correct()];
    const [one, ...others] = together(parts);
    assert.deepEqual(others, []);
    assert.equal(one?.shown?.number, 5);
    assert.equal(one?.played, 27);
  });

  test("is told as text and as Markdown, with the smallest schedule of each", () => {
    const told = matrix(correct(), AS_KNOWN, mutant(null, { events: 1, deviations: 0 }));
    assert.equal(scheduleTally(told), "1 mutants shown, 1 not, 1 not as known, 0 accusations");
    const text = formatSchedulesText(told);
    assert.match(text, /✓ the correct receiver \(proxy\) +none of 9 schedules breaks it/);
    assert.match(text, /broken by schedule 4 of 9: 2 events, 1\s+deviations/);
    assert.match(
      formatSchedulesMarkdown(told),
      /\| order\/sample \| It forgets\. \| 4 \| 4 \| 2 \| 1 \|/,
    );
  });
});
