import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { exitCodeOf, type Finding, type Report } from "./report.ts";
import { formatText } from "./reporters/text.ts";

const held: Finding = {
  id: "order/any-order",
  level: "MUST",
  profile: "state",
  claim: "Entitlements depend on what happened.",
  source: "A12",
  verdict: "held",
  doubt: null,
  reason: null,
  details: [],
  path: null,
};
const broken: Finding = {
  ...held,
  verdict: "broken",
  reason: "psess_1: expected access granted, shown none",
  details: [" 1  Proxy    pay: psess_1", " 2  deliver  evt_1  proxy_session.paid → 200"],
  path: "3:1",
};
const untested: Finding = { ...held, verdict: "untested", reason: "needs a probe" };
const unreachable: Finding = { ...held, verdict: "inconclusive", doubt: "unreachable" };
const flaky: Finding = { ...held, verdict: "inconclusive", doubt: "different_when_repeated" };
const interrupted: Finding = { ...held, verdict: "inconclusive", doubt: "interrupted" };
const ours: Finding = { ...held, verdict: "inconclusive", doubt: "harness_fault" };

function reportOf(...findings: readonly Finding[]): Report {
  return {
    header: {
      requirementSet: "1",
      target: "http://127.0.0.1:3000/api/proxy/webhook",
      scheme: "t-v1",
      policy: { pastDue: "restricted", cancelled: "ended" },
      seed: 7,
      runs: 100,
      nonce: "0123456789",
      startedAt: "2026-11-21T00:00:00.000Z",
      command: "bun run harness run --url http://127.0.0.1:3000/api/proxy/webhook",
    },
    findings,
    measurements: { durationMs: 1 },
  };
}

describe("exitCodeOf()", () => {
  const codes: readonly (readonly [string, readonly Finding[], number])[] = [
    ["everything held", [held], 0],
    ["something held and the rest is untested", [held, untested], 0],
    ["nothing held", [untested], 2],
    ["there is no finding at all", [], 2],
    ["the target went away", [held, unreachable], 3],
    ["an answer differed when repeated", [held, unreachable, flaky], 4],
    ["something is broken", [held, unreachable, flaky, broken], 1],
    ["the harness is at fault", [held, broken, ours], 5],
    ["the run was interrupted", [held, broken, ours, interrupted], 130],
  ];
  for (const [situation, findings, code] of codes) {
    test(`is ${code} where ${situation}`, () => {
      assert.equal(exitCodeOf(reportOf(...findings), false), code);
    });
  }

  test("counts a broken SHOULD only where asked to be strict", () => {
    const report = reportOf(held, { ...broken, level: "SHOULD" });
    assert.equal(exitCodeOf(report, false), 0);
    assert.equal(exitCodeOf(report, true), 1);
  });
});

describe("formatText()", () => {
  test("shows the claim, the source, the smallest counterexample and the way to see it again", () => {
    assert.equal(
      formatText(reportOf(broken, untested)),
      `http://127.0.0.1:3000/api/proxy/webhook  t-v1  seed 7  nonce 0123456789
requirement set 1, policy past_due=restricted cancelled=ended

✗ order/any-order  broken: psess_1: expected access granted, shown none
    MUST: Entitlements depend on what happened.
    source   A12
    smallest  1  Proxy    pay: psess_1
              2  deliver  evt_1  proxy_session.paid → 200
    replay   bun run harness run --url http://127.0.0.1:3000/api/proxy/webhook --only order/any-order --seed 7 --path 3:1
- order/any-order  untested: needs a probe

0 held, 1 broken, 0 inconclusive, 1 untested
`,
    );
  });
});
