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
  untested,
} from "../reporters/sample-report.ts";
import type { Finding, Report } from "../run/report.ts";
import { compare } from "./comparison.ts";
import { exitCodeOfNew } from "./new-trouble.ts";

/** As in a run that found nothing wrong with it. */
function sound(finding: Finding): Finding {
  return { ...finding, verdict: "held", doubt: null, reason: null, expected: null };
}

function codeOf(before: Report, after: Report): number | undefined {
  const { step } = compare([
    { name: "before", report: before },
    { name: "after", report: after },
  ]);
  return step === null ? undefined : exitCodeOfNew(step.changes, after);
}

const strict = (report: Report): Report => ({
  ...report,
  header: { ...report.header, strict: true },
});

describe("exitCodeOfNew()", () => {
  for (const [name, before, after, code] of [
    ["nothing changed", reportOf(held), reportOf(held), 0],
    ["what held is broken", reportOf(held, sound(broken)), reportOf(held, broken), 1],
    ["what was broken still is", reportOf(held, broken), reportOf(held, broken), 0],
    ["something was mended", reportOf(held, broken), reportOf(held, sound(broken)), 0],
    ["what was not asked before is broken", reportOf(held), reportOf(held, broken), 0],
    ["a SHOULD is broken", reportOf(sound(brokenShould)), reportOf(held, brokenShould), 0],
    ["a SHOULD that counts is", reportOf(sound(brokenShould)), strict(reportOf(brokenShould)), 1],
    ["what the baseline expects is broken", reportOf(sound(known)), reportOf(held, known), 0],
    ["something is doubtful now", reportOf(sound(flaky)), reportOf(held, flaky), 4],
    ["what was doubtful still is", reportOf(held, flaky), reportOf(held, flaky), 0],
    ["a foundation is broken", reportOf(held), { ...blockedReport, stopped: null }, 1],
    ["everything is untested", reportOf(held), reportOf({ ...untested, id: held.id }), 2],
  ] as const) {
    test(`is ${code} where ${name}`, () => assert.equal(codeOf(before, after), code));
  }
});
