import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { held, reportOf } from "../reporters/sample-report.ts";
import { readReports } from "./read-reports.ts";

const REPORT = JSON.stringify(reportOf(held));

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "reports-"));
});
after(() => rmSync(folder, { recursive: true }));

/** @returns Its path. */
function write(name: string, text: string = REPORT): string {
  const file = join(folder, name);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function namesOf(...paths: readonly string[]): readonly string[] {
  return readReports(paths).reports.map(({ name }) => name);
}

describe("readReports()", () => {
  test("calls reports by the names of their files", () => {
    assert.deepEqual(namesOf(write("bun.json"), write("node 24.json")), ["bun", "node 24"]);
  });

  test("calls them by their paths where names are alike", () => {
    const paths = [write("main/report.json"), write("change/report.json")];
    assert.deepEqual(namesOf(...paths), paths);
  });

  test("takes the reports of a folder for a trend, and what is no JSON there for none of them", () => {
    write("runs/first.json");
    write("runs/notes.txt", "none");
    const { isTrend, reports } = readReports([join(folder, "runs")]);
    assert.deepEqual([isTrend, reports.map(({ name }) => name)], [true, ["first"]]);
  });

  for (const [name, text, problem] of [
    ["is cut off", REPORT.slice(0, 100), /cut\.json: it is no JSON: expected a report, whole/],
    ["is something else", '{"url":"x"}', /cut\.json: it is no report: expected one/],
    ["is a list", "[]", /cut\.json: it is no report/],
    [
      "is of an older version",
      REPORT.replace('"version":2', '"version":1'),
      /version 1, expected 2/,
    ],
    ["has another form", REPORT.replace('"seed":7', '"seed":"7"'), /cut\.json: .*header\.seed: /],
  ] as const) {
    test(`names a file that ${name}`, () => {
      assert.throws(() => readReports([write("whole.json"), write("cut.json", text)]), problem);
    });
  }

  test("names each file that can't be read, and what to do", () => {
    assert.throws(
      () => readReports([join(folder, "gone.json"), join(folder, "away.json")]),
      /gone\.json: there is no such file[\s\S]*away\.json: there is no such file/,
    );
  });

  test("asks for two reports, or for one folder with reports in it", () => {
    mkdirSync(join(folder, "empty"));
    assert.throws(() => readReports([write("one.json")]), /expected two reports at least/);
    assert.throws(() => readReports([folder, write("one.json")]), /is a folder: expected it alone/);
    assert.throws(() => readReports([write("one.json"), write("one.json")]), /is given twice/);
    assert.throws(() => readReports([join(folder, "empty")]), /no file that ends in \.json/);
  });
});
