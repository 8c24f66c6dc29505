import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Parser, type Result } from "tap-parser";
import type { Finding } from "../run/report.ts";
import { broken, reportOf, sampleReport, untested } from "./sample-report.ts";
import { formatTap } from "./tap.ts";

/** Strict: whatever is no TAP counts as a failure of its own. */
function parse(text: string): { readonly ok: boolean; readonly results: readonly Result[] } {
  const results: Result[] = [];
  const parser = new Parser({ strict: true });
  parser.on("assert", (result) => results.push(result));
  parser.end(text);
  return { ok: parser.ok, results };
}

function resultOf(finding: Finding): Result | undefined {
  return parse(formatTap(reportOf(finding))).results[0];
}

describe("formatTap()", () => {
  test("is read back by a strict parser, a test point for each requirement", () => {
    const { results } = parse(formatTap(sampleReport));
    const seen = results.map(({ ok, skip, todo }) => {
      if (skip !== false) return "skipped";
      return todo === false ? ok : "to do";
    });
    assert.deepEqual(seen, [true, false, false, false, "skipped", "to do", false]);
  });

  test("holds up as a whole where every requirement held or is untested", () => {
    const [held] = sampleReport.findings;
    assert.ok(held !== undefined);
    assert.ok(parse(formatTap(reportOf(held, untested))).ok);
  });

  test("says in YAML why a requirement is broken, and how to see it again", () => {
    const { diag } = resultOf(broken) ?? {};
    assert.equal(diag.message, broken.reason);
    assert.equal(diag.severity, "fail");
    assert.deepEqual(diag.details, broken.details);
    assert.match(diag.replay, /--only order\/any-order --seed 7 --path 3:1$/);
  });

  test("lets no reason end a line or become a directive", () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~\n]*$/), (text) => {
        const result = resultOf({ ...broken, claim: `${text} # TODO`, reason: text });
        assert.equal(result?.ok, false);
        assert.equal(result?.todo, false);
        assert.equal(result?.diag.message, text);
        assert.notEqual(resultOf({ ...untested, reason: text })?.skip, false);
      }),
    ));
});
