import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatNdjson } from "./ndjson.ts";
import { sampleReport } from "./sample-report.ts";

describe("formatNdjson()", () => {
  const lines = formatNdjson(sampleReport).trimEnd().split("\n");

  test("is one JSON value a line: the header, each finding, the tally", () => {
    const events = lines.map((line) => JSON.parse(line).event);
    const findings = sampleReport.findings.map(() => "finding");
    assert.deepEqual(events, ["start", ...findings, "end"]);
  });

  test("holds all that the JSON report holds", () => {
    const values = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      {
        version: values[0].version,
        header: values[0].header,
        remarks: values.at(-1).remarks,
        stopped: values.at(-1).stopped,
        foundations: [],
        findings: values.slice(1, -1).map(({ finding }) => finding),
        schedules: values.at(-1).schedules,
        measurements: values.at(-1).measurements,
      },
      sampleReport,
    );
  });

  test("ends with how many there are of each verdict", () => {
    const { tally } = JSON.parse(lines.at(-1) ?? "");
    assert.deepEqual(tally, { held: 2, broken: 3, inconclusive: 1, untested: 1, blocked: 0 });
  });
});
