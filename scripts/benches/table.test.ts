import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sampleResult } from "./sample-result.ts";
import { formatMarkdown, formatText } from "./table.ts";

const RESULT = sampleResult({
  grant: [
    { perSecond: 5000, ratio: 0.5, memoryMb: 90 },
    { perSecond: 4000, ratio: 0.3, refused: 2 },
    { perSecond: 4500, ratio: 0.4, memoryMb: 120 },
  ],
  "grant/open": [{ perSecond: 2240, offered: 2250, p99Ms: 12.345 }],
});

describe("formatText()", () => {
  test("tells medians, the spread of the ratio, the most of memory, and all that was refused", () => {
    const [head, grant, open] = formatText(RESULT).split("\n");
    assert.match(head ?? "", /^case +acknowledged\/s +of pgbench /);
    assert.match(grant ?? "", /^grant +4,500 +0\.40 \[0\.30–0\.50\] +2\.00 +8\.00 .* 120 +2$/);
    assert.match(open ?? "", /^grant\/open +2,240 of 2,250 +.* 12\.3[45] /);
  });
});

describe("formatMarkdown()", () => {
  test("is a table with as many cells in each line, and says of which machine it is", () => {
    const [table = "", below = ""] = formatMarkdown(RESULT).split("\n\n");
    const cells = table.split("\n").map((line) => line.split(" | ").length);
    assert.equal(cells.length, 4);
    assert.equal(new Set(cells).size, 1);
    assert.match(table, /^\| what grant does \| `grant` \| 4,500 \|/m);
    assert.match(below, /^A processor, 2 cores, .* commit abcdef0, 2026-11-27: 3 rounds of 5 s/);
  });
});
