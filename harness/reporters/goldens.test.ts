/** What each report looks like, byte by byte: `UPDATE_GOLDENS=1` writes the files anew. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Report } from "../run/report.ts";
import { FORMATS, type Format, REPORTERS } from "./formats.ts";
import { blockedReport, groupedReport, held, reportOf, sampleReport } from "./sample-report.ts";
import { PLAIN } from "./text.ts";

function goldenOf(format: string): URL {
  return new URL(`goldens/${format}.golden`, import.meta.url);
}

const FOR_PEOPLE: ReadonlySet<string> = new Set(["text", "github", "html"]);

/** Without the page's head: how all pages look is held elsewhere. */
function published(format: Format, report: Report): string {
  const text = REPORTERS[format](report, PLAIN);
  return format === "html" ? text.slice(text.indexOf("<body>")) : text;
}

describe("every report", () => {
  for (const format of FORMATS) {
    for (const [name, report] of [
      [format, sampleReport],
      [`${format}-blocked`, blockedReport],
      ...(FOR_PEOPLE.has(format) ? [[`${format}-groups`, groupedReport] as const] : []),
    ] as const) {
      test(`is as published: ${name}`, () => {
        const text = published(format, report);
        if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(goldenOf(name), text);
        assert.equal(text, readFileSync(goldenOf(name), "utf8"));
      });
    }
  }

  test("differs between two runs of one seed in the header and what was measured and seen only", () => {
    const first = reportOf(held);
    const second: Report = {
      ...first,
      findings: first.findings.map((each) => ({
        ...each,
        observed: { ...each.observed, durationMs: 98_765 },
      })),
      header: { ...first.header, nonce: "another", startedAt: "2027-01-01T00:00:00.000Z" },
      measurements: { ...first.measurements, durationMs: 99_999 },
    };
    for (const format of FORMATS) {
      if (format === "badge") continue; // two words, and nothing of the run
      const [one, two] = [first, second].map((report) => REPORTERS[format](report, PLAIN));
      assert.notEqual(one, two, format);
      assert.equal(one, two && withoutTheRun(two, second, first), format);
    }
  });
});

/** Puts one run's header and measurements in the place of another's. */
function withoutTheRun(text: string, from: Report, to: Report): string {
  const milliseconds = (report: Report) => String(report.measurements.durationMs);
  const seconds = (report: Report) => (report.measurements.durationMs / 1000).toFixed(3);
  return text
    .replaceAll(from.header.nonce, to.header.nonce)
    .replaceAll(from.header.startedAt, to.header.startedAt)
    .replaceAll(milliseconds(from), milliseconds(to))
    .replaceAll(seconds(from), seconds(to))
    .replaceAll("98765", "12")
    .replaceAll("98.765", "0.012");
}
