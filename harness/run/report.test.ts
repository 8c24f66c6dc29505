import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";
import published from "../../docs/report.schema.json" with { type: "json" };
import { formatJson } from "../reporters/json.ts";
import {
  blocked,
  blockedReport,
  broken,
  flaky,
  foundation,
  held,
  known,
  reportOf,
  sampleReport,
  stale,
  untested,
} from "../reporters/sample-report.ts";
import { exitCodeOf } from "./exit-code.ts";
import { type Finding, goesOn, reportSchema, tallyOf } from "./report.ts";

const unreachable: Finding = { ...flaky, doubt: "unreachable" };
const late: Finding = { ...flaky, doubt: "out_of_time" };
const interrupted: Finding = { ...flaky, doubt: "interrupted" };
const ours: Finding = { ...flaky, doubt: "harness_fault" };

describe("exitCodeOf()", () => {
  const codes: readonly (readonly [string, readonly Finding[], number])[] = [
    ["everything held", [held], 0],
    ["something held and the rest is untested", [held, untested], 0],
    ["nothing held", [untested], 2],
    ["there is no finding at all", [], 2],
    ["the target went away", [held, unreachable], 3],
    ["an answer differed when repeated", [held, unreachable, flaky], 4],
    ["something was not decided in time", [held, unreachable, flaky, late], 130],
    ["something else is broken", [held, late, broken], 1],
    ["something is broken", [held, unreachable, flaky, broken], 1],
    ["the harness is at fault", [held, broken, ours], 5],
    ["the run was interrupted", [held, broken, ours, interrupted], 130],
  ];
  for (const [situation, findings, code] of codes) {
    test(`is ${code} where ${situation}`, () => {
      assert.equal(exitCodeOf(reportOf(...findings), false), code);
    });
  }

  test("does not count what the baseline expects to be broken, but an entry that held", () => {
    assert.equal(exitCodeOf(reportOf(held, known), true), 0);
    assert.equal(exitCodeOf(reportOf(held, stale), false), 1);
    assert.equal(exitCodeOf(reportOf(held, { ...untested, expected: "a reason" }), false), 0);
  });

  test("counts a broken SHOULD only where asked to be strict", () => {
    const report = reportOf(held, { ...broken, level: "SHOULD" });
    assert.equal(exitCodeOf(report, false), 0);
    assert.equal(exitCodeOf(report, true), 1);
  });
});

describe("exitCodeOf() of a run that has nothing to stand on", () => {
  const having = (...exitCodes: readonly (1 | 2 | 3)[]) => ({
    ...reportOf(held, blocked, broken),
    foundations: exitCodes.map((exitCode) => ({ ...foundation, exitCode })),
  });

  test("is the foundation's, whatever else is broken", () => {
    for (const code of [1, 2, 3] as const) assert.equal(exitCodeOf(having(code), false), code);
  });

  test("is that of an accusation first, where several are broken", () => {
    assert.equal(exitCodeOf(having(2, 3, 1), false), 1);
    assert.equal(exitCodeOf(having(2, 3), false), 3);
  });

  test("is never 0 where all that was asked held", () => {
    assert.notEqual(exitCodeOf({ ...reportOf(blocked), foundations: [] }, false), 0);
  });
});

describe("exitCodeOf() of a run that was stopped", () => {
  const stopped = (why: "gone" | "deaths" | "time_limit") => ({ why, reason: "a reason" });

  test("is never 0: 1 where something is broken, else what it was stopped by", () => {
    for (const [why, code] of [
      ["gone", 3],
      ["deaths", 130],
      ["time_limit", 130],
    ] as const) {
      assert.equal(exitCodeOf({ ...reportOf(held), stopped: stopped(why) }, false), code);
      assert.equal(exitCodeOf({ ...reportOf(held, broken), stopped: stopped(why) }, false), 1);
    }
  });
});

describe("goesOn()", () => {
  test("goes on where everything is as expected", () => {
    assert.ok(goesOn([held, untested, known]));
  });

  for (const [what, finding] of Object.entries({ broken, flaky, unreachable, interrupted })) {
    test(`ends with a finding that is ${what}`, () => assert.ok(!goesOn([held, finding])));
  }

  test("ends where nothing can be tested: it would go on for ever", () => {
    assert.ok(!goesOn([untested]));
  });
});

describe("the published schema of a report", () => {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const isReport = ajv.compile(published);

  test("is the one that the types are inferred from", () => {
    assert.deepEqual(published, z.toJSONSchema(reportSchema));
  });

  test("accepts a report with findings of every kind", () => {
    for (const report of [sampleReport, blockedReport]) {
      assert.ok(isReport(JSON.parse(formatJson(report))), JSON.stringify(isReport.errors));
    }
  });

  const deviations: readonly (readonly [string, object])[] = [
    ["another version", { version: 1 }],
    ["an unknown verdict", { findings: [{ ...held, verdict: "passed" }] }],
    ["a finding without a remedy", { findings: [{ ...held, remedy: undefined }] }],
    ["a field that nobody described", { remark: "" }],
  ];
  for (const [what, deviation] of deviations) {
    test(`refuses ${what}`, () => {
      assert.equal(isReport(JSON.parse(JSON.stringify({ ...sampleReport, ...deviation }))), false);
    });
  }
});

describe("tallyOf()", () => {
  test("counts each verdict, and those that nothing got as 0", () => {
    const tally = { held: 2, broken: 1, inconclusive: 0, untested: 0, blocked: 0 };
    assert.deepEqual(tallyOf([held, broken, held]), tally);
  });
});
