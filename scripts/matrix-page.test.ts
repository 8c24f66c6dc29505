import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { held, reportOf } from "../harness/reporters/sample-report.ts";
import { CATALOGUE } from "../harness/run/catalogue.ts";
import type { Finding } from "../harness/run/report.ts";
import { differingReceivers, MATRIX_PAGE, matrixPage, notAsPublished } from "./matrix-page.ts";

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

  test("is as published where a busy machine could not try what another one did", () => {
    const reason = "no two deliveries overlapped: there was no race to lose";
    const untried: Finding = { ...held, verdict: "untested", reason };
    assert.equal(notAsPublished(page, judged(untried, broken)), null);
    assert.notEqual(
      notAsPublished(page, judged({ ...untried, reason: "needs a probe" }, broken)),
      null,
    );
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
