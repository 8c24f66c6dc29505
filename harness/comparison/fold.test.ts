import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { compare } from "./comparison.ts";
import { linesOf } from "./fold.ts";
import { named, verdicts } from "./testing.ts";

const comparisons = fc
  .array(verdicts, { minLength: 2, maxLength: 3 })
  .map((all) => compare(all.map((each, index) => named(`run-${index}`, each))));

describe("linesOf()", () => {
  test("has each requirement once, and what is broken or doubtful anywhere by itself", () =>
    fc.assert(
      fc.property(comparisons, ({ areas }) => {
        for (const area of areas) {
          const lines = linesOf(area);
          const shown = lines.flatMap((line) => (line.kind === "alone" ? [line.row] : line.rows));
          assert.deepEqual(new Set(shown), new Set(area.rows));
          assert.equal(shown.length, area.rows.length);
          const counted = lines.flatMap((line) => (line.kind === "alike" ? line.rows : []));
          const found = counted.flatMap(({ cells }) => cells.map(({ verdict }) => verdict));
          assert.ok(!found.includes("broken") && !found.includes("inconclusive"));
        }
      }),
    ));

  test("counts together only what was found alike by each run", () =>
    fc.assert(
      fc.property(comparisons, ({ areas }) => {
        for (const line of areas.flatMap(linesOf)) {
          if (line.kind === "alone") continue;
          for (const { cells } of line.rows) {
            assert.deepEqual(
              cells.map(({ verdict }) => verdict),
              line.verdicts,
            );
          }
        }
      }),
    ));
});
