import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { plain } from "../reporters/text.ts";
import { compare, compareOverTime } from "./comparison.ts";
import { FORMATS, FORMATTERS } from "./formats.ts";
import { onDay, reportWith, type Verdicts, verdicts } from "./testing.ts";

const VIEW = { paint: plain, showsAll: false };

const HOSTILE = `</style></title><script>alert(1)</script>" onload="x \u202e\u0000\u001b[31m | \`x\` [y](z) @team`;

/** Wherever a report or the name of a file has a say. */
const hostile = (verdict: "held" | "broken") => ({
  name: `${HOSTILE}${verdict}`,
  report: reportWith({ [HOSTILE]: verdict, [`${HOSTILE}/${HOSTILE}`]: "inconclusive" }, HOSTILE),
});

const both = [
  compare([hostile("held"), hostile("broken")]),
  compareOverTime([hostile("held"), hostile("broken")]),
];

const series = fc
  .array(verdicts, { minLength: 2, maxLength: 5 })
  .map((runs) => runs.map((run: Verdicts, index) => onDay(index + 1, run)));

describe("a comparison", () => {
  for (const format of ["text", "html", "markdown"] as const) {
    test(`as ${format} lets hostile text neither hide nor move anything`, () => {
      for (const comparison of both) {
        const text = FORMATTERS[format](comparison, VIEW);
        assert.ok(text.includes("⟨U+202E⟩"), format);
        for (const hidden of ["\u202e", "\u0000", "\u001b"]) assert.ok(!text.includes(hidden));
      }
    });
  }

  test("as HTML and as Markdown has no markup but its own", () => {
    for (const comparison of both) {
      assert.doesNotMatch(FORMATTERS.html(comparison, VIEW), /<script|onload="/);
      const markdown = FORMATTERS.markdown(comparison, VIEW);
      assert.doesNotMatch(markdown, /<|@|[^\\]\]\(|[^\\]`x/);
    }
  });

  test("as Markdown has in each row of a table as many cells as in its head", () => {
    for (const comparison of both) {
      const lines = FORMATTERS.markdown(comparison, VIEW).split("\n");
      const cells = (line: string): number => line.replaceAll("\\|", "").split("|").length;
      for (const [index, line] of lines.entries()) {
        const above = lines[index - 1] ?? "";
        if (line.startsWith("|") && above.startsWith("|")) assert.equal(cells(line), cells(above));
      }
    }
  });

  test("as text fits a terminal of 80 columns, and no line ends with a blank", () =>
    fc.assert(
      fc.property(series, fc.boolean(), (reports, showsAll) => {
        for (const comparison of [compare(reports), compareOverTime(reports)]) {
          for (const line of FORMATTERS.text(comparison, { paint: plain, showsAll }).split("\n")) {
            assert.ok(line.length <= 80, line);
            assert.doesNotMatch(line, /\s$/);
          }
        }
      }),
    ));

  test("as a page leads from each name of a requirement to its row", () =>
    fc.assert(
      fc.property(series, (reports) => {
        const page = FORMATTERS.html(compareOverTime(reports), VIEW);
        const ids = new Set([...page.matchAll(/<tr id="([^"]*)"/g)].map(([, id]) => id));
        const links = [...page.matchAll(/<a href="#([^"]*)"><code>/g)].map(([, to = ""]) => to);
        for (const to of links) assert.ok(ids.has(decodeURIComponent(to)), to);
      }),
    ));

  test("is the same, byte for byte, of the same reports", () => {
    for (const format of FORMATS) {
      const [one, other] = [0, 0].map(() =>
        FORMATTERS[format](compareOverTime([hostile("held"), hostile("broken")]), VIEW),
      );
      assert.equal(one, other);
    }
  });
});
