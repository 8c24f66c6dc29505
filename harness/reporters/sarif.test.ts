import assert from "node:assert/strict";
import { describe, test } from "node:test";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import type { Log } from "sarif";
import type { Report } from "../run/report.ts";
import { broken, brokenShould, reportOf, sampleHeader, sampleReport } from "./sample-report.ts";
import { formatSarif } from "./sarif.ts";

// The published schema has a pattern that is an error under the regular expressions' `u` flag.
const ajv = new AjvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const isSarif = ajv.compile<Log>(schema);

function runOf(report: Report) {
  const log: unknown = JSON.parse(formatSarif(report));
  assert.ok(isSarif(log), JSON.stringify(isSarif.errors));
  const [run] = log.runs;
  assert.ok(run !== undefined);
  return run;
}

describe("formatSarif()", () => {
  test("is valid by the published schema, with findings of every kind and with none", () => {
    runOf(sampleReport);
    runOf(reportOf());
  });

  test("has a rule for every requirement and a result for every broken one, known or not", () => {
    const { tool, results } = runOf(sampleReport);
    assert.deepEqual(
      tool.driver.rules?.map(({ id }) => id),
      sampleReport.findings.map(({ id }) => id),
    );
    assert.deepEqual(
      results?.map(({ ruleId, level }) => [ruleId, level]),
      [
        ["order/any-order", "error"],
        ["http/allow", "warning"],
        ["http/content-type", "warning"],
      ],
    );
    const suppressed = results?.filter(({ suppressions }) => suppressions !== undefined);
    assert.deepEqual(
      suppressed?.map(({ ruleId }) => ruleId),
      ["http/content-type"],
    );
  });

  test("refers to each result's rule by its place as well", () => {
    const { tool, results } = runOf(sampleReport);
    for (const { ruleId, ruleIndex } of results ?? []) {
      assert.equal(tool.driver.rules?.[ruleIndex ?? -1]?.id, ruleId);
    }
  });

  test("points at the handler that was named, as a URI", () => {
    const [result] = runOf(reportOf(broken)).results ?? [];
    const [location] = result?.locations ?? [];
    assert.equal(location?.physicalLocation?.artifactLocation?.uri, "src/my%20hook.ts");
  });

  test("points nowhere where no handler was named", () => {
    const report = { ...reportOf(broken), header: { ...sampleHeader, handler: null } };
    assert.deepEqual(runOf(report).results?.[0]?.locations, []);
  });

  test("gives a requirement the same fingerprint in whatever way it breaks, and no other", () => {
    const prints = [broken, { ...broken, reason: "another" }, brokenShould].map(
      (finding) => runOf(reportOf(finding)).results?.[0]?.partialFingerprints,
    );
    assert.deepEqual(prints[0], prints[1]);
    assert.notDeepEqual(prints[0], prints[2]);
  });

  test("notes what was not decided without making an alert of it", () => {
    const [invocation] = runOf(sampleReport).invocations ?? [];
    assert.equal(invocation?.executionSuccessful, false);
    assert.deepEqual(
      invocation?.toolExecutionNotifications?.map(({ level, associatedRule }) => [
        level,
        associatedRule?.id,
      ]),
      [
        ["warning", "race/copies-together"],
        ["note", "order/late-event"],
        ["error", "signature/rotation"],
      ],
    );
  });
});
