import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Verdict } from "../run/report.ts";
import { CHANGE_KINDS, type Changes, changesBetween } from "./changes.ts";
import { rowsOf } from "./rows.ts";
import { named, type Verdicts, verdicts } from "./testing.ts";

function between(before: Verdicts, after: Verdicts): Changes {
  return changesBetween(rowsOf([named("before", before), named("after", after)]), 0, 1);
}

function idsOf(changes: readonly { readonly id: string }[]): readonly string[] {
  return changes.map(({ id }) => id).toSorted();
}

describe("changesBetween()", () => {
  test("tells whatever differs once, and nothing else, but for what can be tried in neither", () =>
    fc.assert(
      fc.property(verdicts, verdicts, (before, after) => {
        const changes = between(before, after);
        const told = idsOf(CHANGE_KINDS.flatMap((kind) => changes[kind]));
        const isTried = (verdict: Verdict | null | undefined): boolean =>
          verdict !== "untested" && verdict !== "blocked";
        const changed = Object.keys(before).filter((id) => {
          const [one, other] = [before[id], after[id]];
          if (one === null || other === null) return one !== other;
          return one !== other && (isTried(one) || isTried(other));
        });
        assert.deepEqual(told, changed.toSorted());
      }),
    ));

  test("calls mended what would be newly broken the other way round, of what held", () =>
    fc.assert(
      fc.property(verdicts, verdicts, (before, after) => {
        const back = between(after, before).newlyBroken;
        const held = back.filter(({ before: was }) => was.verdict === "held");
        assert.deepEqual(idsOf(between(before, after).mended), idsOf(held));
      }),
    ));

  const ID = "order/any-order";
  for (const [before, after, kind] of [
    ["held", "broken", "newlyBroken"],
    ["untested", "broken", "newlyBroken"],
    ["broken", "held", "mended"],
    ["broken", "untested", "newlyUntested"],
    ["held", "blocked", "newlyUntested"],
    ["broken", "inconclusive", "doubtful"],
    ["inconclusive", "held", "nowHeld"],
    [null, "broken", "newlyAsked"],
    ["broken", null, "noLongerAsked"],
  ] as const) {
    test(`says of what was ${before ?? "not asked"} and is ${after ?? "not asked"}: ${kind}`, () => {
      assert.deepEqual(idsOf(between({ [ID]: before }, { [ID]: after })[kind]), [ID]);
    });
  }
});
