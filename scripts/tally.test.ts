import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatTally, parseTally } from "./tally.ts";

function report(attributes: string): string {
  return `<?xml version="1.0"?>\n<testsuites name="bun test" ${attributes}>\n</testsuites>\n`;
}

describe("parseTally()", () => {
  test("counts what neither failed nor was skipped as passed", () => {
    const junit = report('tests="10" assertions="0" failures="2" skipped="3" time="1.5"');
    assert.deepEqual(parseTally(junit), { passed: 5, failed: 2, skipped: 3 });
  });

  test("reads the root, not the suites below it", () => {
    const junit = `${report('tests="1" failures="0" skipped="0"')}<testsuite tests="7"/>`;
    assert.equal(parseTally(junit)?.passed, 1);
  });

  for (const [name, junit] of [
    ["an empty file", ""],
    ["a report without tests", report('tests="0" failures="0" skipped="0"')],
    ["a report without the number of failures", report('tests="1" skipped="0"')],
  ] as const) {
    test(`takes ${name} for no tally`, () => assert.equal(parseTally(junit), null));
  }
});

describe("formatTally()", () => {
  test("ends with one line that can be counted", () => {
    const lines = formatTally({ passed: 5, failed: 2, skipped: 3 }, 1).split("\n");
    assert.deepEqual(lines, ["3 skipped", "5 passed, 2 failed"]);
  });

  test("says so when what failed is not among the tests counted", () => {
    assert.match(formatTally({ passed: 5, failed: 0, skipped: 0 }, 1), /^FAILED outside/);
    assert.match(formatTally(null, 1), /^FAILED/);
  });

  test("counts nothing where no test was run", () => {
    assert.doesNotMatch(formatTally(null, 1), /passed/);
  });
});
