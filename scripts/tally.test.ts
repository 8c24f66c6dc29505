import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addTallies, formatTally, parseTally } from "./tally.ts";

/** One test of each verdict in a group, and one beside it, as each runtime reports them. */
const REPORTS = {
  Bun: `<testsuites name="bun test" tests="4" failures="1" skipped="1">
    <testsuite name="a.test.ts"><testsuite name="group">
      <testcase name="fails"><failure type="AssertionError" message="1 !== 2">at line 2</failure></testcase>
      <testcase name="a > b" />
      <testcase name="skipped"><skipped /></testcase>
    </testsuite><testcase name="top" /></testsuite>
  </testsuites>`,
  Deno: `<testsuites name="deno test" tests="5" failures="2" errors="0">
    <testsuite name="./a.test.ts">
      <testcase name="group"><failure message="1 test step failed">1 test step failed.</failure></testcase>
      <testcase name="top"></testcase>
    </testsuite>
    <testsuite name="ext:deno_node/testing.ts">
      <testcase name="group &gt; fails"><failure message="1 !== 2">at line 2</failure></testcase>
      <testcase name="group &gt; a &gt; b"></testcase>
      <testcase name="group &gt; skipped"><skipped/></testcase>
    </testsuite>
  </testsuites>`,
  Node: `<testsuites>
    <testsuite name="group" tests="3">
      <testcase name="fails" failure="1 !== 2"><failure type="testCodeFailure">at &lt;anonymous></failure></testcase>
      <testcase name="a > b"/>
      <testcase name="skipped"><skipped type="skipped" message="no tool"/></testcase>
    </testsuite>
    <testcase name="top"/>
    <!-- tests 4 -->
  </testsuites>`,
} as const;

describe("parseTally()", () => {
  for (const [runtime, report] of Object.entries(REPORTS)) {
    test(`counts the same tests the same on ${runtime}`, () => {
      const junit = `<?xml version="1.0"?>\n${report}`;
      assert.deepEqual(parseTally(junit), { passed: 2, failed: 1, skipped: 1 });
    });
  }

  test("takes a test for a group on Deno only, whose reports have both", () => {
    const cases = `<testcase name="a"/><testcase name="a > b"/>`;
    const passedOf = (name: string) =>
      parseTally(`<testsuites name="${name}">${cases}</testsuites>`)?.passed;
    assert.deepEqual([passedOf("bun test"), passedOf("deno test")], [2, 1]);
  });

  for (const [name, junit] of [
    ["an empty file", ""],
    ["a report without tests", "<testsuites></testsuites>"],
    ["a report that breaks off", '<testsuites><testcase name="a"/>'],
  ] as const) {
    test(`takes ${name} for no tally`, () => assert.equal(parseTally(junit), null));
  }
});

describe("addTallies()", () => {
  test("adds up what was counted", () => {
    const one = { passed: 1, failed: 2, skipped: 3 };
    assert.deepEqual(addTallies([null, one, one]), { passed: 2, failed: 4, skipped: 6 });
  });

  test("counts nothing where nobody did", () => assert.equal(addTallies([null]), null));
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
    assert.equal(formatTally(null, 0), "no test was run");
    assert.doesNotMatch(formatTally(null, 1), /passed/);
  });
});
