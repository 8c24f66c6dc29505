import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  blockedReport,
  broken,
  brokenShould,
  flaky,
  held,
  known,
  reportOf,
  stale,
  untested,
} from "../reporters/sample-report.ts";
import { conclusionOf } from "./conclusion.ts";
import { exitCodeOf } from "./exit-code.ts";
import type { Report } from "./report.ts";

function strictly(report: Report): Report {
  return { ...report, header: { ...report.header, strict: true } };
}

const interrupted = { ...flaky, doubt: "interrupted" } as const;

describe("conclusionOf()", () => {
  const cases: readonly (readonly [string, Report, string])[] = [
    ["all held", reportOf(held, untested), "exit code 0, conforms"],
    [
      "a baseline expects what is broken",
      reportOf(held, known, known),
      "exit code 0, conforms: 2 broken as the baseline expects",
    ],
    [
      "a SHOULD is broken",
      reportOf(held, brokenShould),
      "exit code 0, conforms: 1 broken SHOULD, which counts with --strict only",
    ],
    [
      "a SHOULD counts",
      strictly(reportOf(held, brokenShould)),
      "exit code 1, does not conform: 1 broken",
    ],
    [
      "an entry of the baseline is stale",
      reportOf(held, stale),
      "exit code 1, does not conform: 1 of the baseline no longer broken, which counts",
    ],
    [
      "several things are so",
      reportOf(held, broken, brokenShould, flaky),
      "exit code 1, does not conform: 1 broken; 1 broken SHOULD, which counts with --strict only; 1 not the same when repeated",
    ],
    [
      "it was interrupted",
      reportOf(held, broken, interrupted),
      "exit code 130, not all was asked: it was interrupted; 1 broken",
    ],
    [
      "its time was up",
      { ...reportOf(held, untested), stopped: { why: "time_limit", reason: "its time was up" } },
      "exit code 130, not all was asked: stopped: its time was up",
    ],
    [
      "it has nothing to stand on",
      { ...blockedReport, stopped: null },
      "exit code 1, does not conform: it does not hold that an honest event is acknowledged",
    ],
    [
      "nothing could be tested",
      reportOf(untested),
      "exit code 2, can't be judged as it is set up: nothing held",
    ],
  ];
  for (const [what, report, words] of cases) {
    test(`says ${words.split(",")[0]} where ${what}`, () => {
      assert.equal(conclusionOf(report), words);
      assert.ok(words.startsWith(`exit code ${exitCodeOf(report, report.header.strict)},`));
    });
  }
});
