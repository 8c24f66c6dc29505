import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { held, reportOf } from "../harness/reporters/sample-report.ts";
import { CATALOGUE } from "../harness/run/catalogue.ts";
import type { Finding } from "../harness/run/report.ts";
import {
  differingReceivers,
  failedByThemselves,
  MATRIX_PAGE,
  matrixPage,
  notAsPublished,
  untriedForTime,
} from "./matrix-page.ts";

const broken: Finding = {
  ...held,
  id: "http/allow",
  level: "SHOULD",
  verdict: "broken",
  reason: "GET: expected an Allow header",
};

const judged = (...findings: readonly Finding[]) => [
  { name: "one", report: reportOf(held, { ...broken, verdict: "held", reason: null }) },
  { name: "other", report: reportOf(...findings) },
];

describe("the page of the matrix", () => {
  const page = matrixPage(judged(held, broken));

  test("is as published where the verdicts are, though another reason was seen", () => {
    assert.equal(notAsPublished(page, judged(held, broken)), null);
    const worded = { ...broken, reason: "GET: expected an Allow header, got none" };
    assert.equal(notAsPublished(page, judged(held, worded)), null);
  });

  for (const reason of [
    "no two deliveries overlapped: there was no race to lose",
    "fewer than 1100 events were acknowledged in 20 s",
    "a body that comes in pieces takes so long here that it may be given up",
    "the target's answers don't tell a wrong signature and a body over the limit apart: one of them got none",
  ]) {
    test(`is as published where a busy machine could not try what another one did: ${reason}`, () => {
      const untried = { verdict: "untested", reason } as const;
      for (const found of [
        [{ ...held, ...untried }, broken],
        [held, { ...broken, ...untried }],
      ]) {
        assert.equal(notAsPublished(page, judged(...found)), null);
        assert.equal(untriedForTime(judged(...found)).length, 1);
      }
    });
  }

  test("is not as published where something is untested for another reason", () => {
    for (const reason of ["needs a probe", "the target answers it alike: 400"]) {
      const untested: Finding = { ...held, verdict: "untested", reason };
      assert.notEqual(notAsPublished(page, judged(untested, broken)), null);
      assert.deepEqual(untriedForTime(judged(untested, broken)), []);
    }
  });

  test("is compared with runs alone that did not fail by themselves", () => {
    assert.deepEqual(failedByThemselves(judged(held, broken)), []);
    const doubted: Finding = { ...held, verdict: "inconclusive", doubt: "out_of_time" };
    const accused: Finding = { ...broken, level: "MUST" };
    for (const found of [doubted, accused]) {
      assert.deepEqual(failedByThemselves(judged(held, found)), ["other"]);
    }
  });

  test("is not as published where a verdict is another, and says which", () => {
    const mended: Finding = { ...broken, verdict: "held", reason: null };
    assert.match(notAsPublished(page, judged(held, mended)) ?? "", /^-.*http\/allow/m);
    const untested: Finding = { ...broken, verdict: "untested" };
    assert.match(notAsPublished(page, judged(held, untested)) ?? "", /^\+.*http\/allow.* - \|$/m);
  });
});

describe(MATRIX_PAGE, () => {
  const published = readFileSync(MATRIX_PAGE, "utf8");

  test("has the correct receivers that differ, with what each breaks", () => {
    assert.ok(published.endsWith(`${differingReceivers().join("\n")}\n`), "type scripts/matrix");
  });

  test("has as many requirements of each area as there are", () => {
    const counted = Map.groupBy(CATALOGUE, ({ id }) => id.slice(0, id.lastIndexOf("/")));
    for (const [area, { length }] of counted) {
      const row = published.split("\n").find((line) => line.startsWith(`| \`${area}\` |`)) ?? "";
      const [, , first = ""] = row.split("|");
      const numbers = first.match(/\d+/g) ?? [];
      const sum = numbers.reduce((total, number) => total + Number(number), 0);
      assert.equal(sum, length, `${area}: type scripts/matrix`);
    }
  });
});
