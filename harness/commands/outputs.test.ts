import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { ReportRequest } from "../conformance/report-requests.ts";
import { formatJson } from "../reporters/json.ts";
import { formatJunit } from "../reporters/junit.ts";
import { endLine, findingLine, startLine } from "../reporters/ndjson.ts";
import { held, reportOf, sampleHeader } from "../reporters/sample-report.ts";
import { PLAIN } from "../reporters/text.ts";
import { UsageError } from "../settings/usage-error.ts";
import { openOutputs } from "./outputs.ts";

const folder = mkdtempSync(join(tmpdir(), "outputs-"));
after(() => rmSync(folder, { recursive: true }));

const report = reportOf(held);

/** A request for a report in a file of the test's own folder. */
function inFile(format: ReportRequest["format"], name: string, append = false): ReportRequest {
  return { format, file: join(folder, name), append };
}

function contentOf(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** Opens outputs with a screen that keeps what is written. */
function open(requests: readonly ReportRequest[]) {
  const shown: string[] = [];
  const outputs = openOutputs(requests, { write: (text) => shown.push(text), view: PLAIN });
  return { ...outputs, shown };
}

describe("openOutputs()", () => {
  test("writes several reports at once, each to its place", () => {
    const screen: ReportRequest = { format: "json", file: null, append: false };
    const outputs = open([screen, inFile("junit", "several.xml")]);
    outputs.end(report);
    outputs.close();
    assert.deepEqual(outputs.shown, [formatJson(report)]);
    assert.equal(contentOf("several.xml"), formatJunit(report));
  });

  test("writes each line of an NDJSON report when it happens", () => {
    const outputs = open([inFile("ndjson", "lines.ndjson")]);
    outputs.start(sampleHeader);
    assert.equal(contentOf("lines.ndjson"), startLine(sampleHeader));
    outputs.find(held);
    assert.equal(contentOf("lines.ndjson"), startLine(sampleHeader) + findingLine(held));
    outputs.end(report);
    outputs.close();
    assert.ok(contentOf("lines.ndjson").endsWith(endLine(report)));
  });

  test("leaves no report of an earlier run where this one never ends", () => {
    writeFileSync(join(folder, "old.xml"), "all was well");
    open([inFile("junit", "old.xml")]).close();
    assert.equal(contentOf("old.xml"), "");
  });

  test("adds to a summary that others write to as well", () => {
    writeFileSync(join(folder, "summary.md"), "# Build\n");
    const outputs = open([inFile("github", "summary.md", true)]);
    outputs.end(report);
    outputs.close();
    assert.match(contentOf("summary.md"), /^# Build\n## Conformance/);
  });

  test("complains about every file that can't be written, before anything runs", () => {
    const requests = [inFile("tap", "missing/a.tap"), inFile("json", "missing/b.json")];
    assert.throws(
      () => open(requests),
      (error) => error instanceof UsageError && /a\.tap.*b\.json/s.test(error.message),
    );
  });
});
