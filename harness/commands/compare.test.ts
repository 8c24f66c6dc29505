import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { broken, held, reportOf } from "../reporters/sample-report.ts";
import type { Finding } from "../run/report.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "compared-"));
  const sound: Finding = { ...broken, verdict: "held", reason: null, details: [] };
  write("main.json", JSON.stringify(reportOf(held, sound)));
  write("change.json", JSON.stringify(reportOf(held, broken)));
});
after(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function compare(...args: readonly string[]) {
  return spawnSync(process.execPath, [MAIN, "compare", ...args], { encoding: "utf8", cwd: folder });
}

describe("harness compare", () => {
  test("tells first what changed between two reports, and ends with 0 whatever that is", () => {
    const { status, stdout } = compare("main.json", "change.json");
    assert.equal(status, 0);
    assert.match(stdout, /newly broken \(1\)\n {4}✗ order\/any-order[\s\S]*\n1 2\n/);
  });

  test("ends with 1 by --fail-on-new where something broke, and with 0 where it was mended", () => {
    assert.equal(compare("main.json", "change.json", "--fail-on-new").status, 1);
    assert.equal(compare("change.json", "main.json", "--fail-on-new").status, 0);
  });

  test("writes each form to its place, and a page that loads nothing", () => {
    const forms = ["text", "html=page.html", "markdown=page.md", "json=page.json"];
    const { status, stdout } = compare(
      ...["main.json", "change.json"],
      ...forms.flatMap((form) => ["--report", form]),
    );
    assert.equal(status, 0);
    assert.match(stdout, /^1 {2}main /);
    assert.match(readFileSync(join(folder, "page.html"), "utf8"), /default-src 'none'/);
    assert.match(readFileSync(join(folder, "page.md"), "utf8"), /^## Conformance, compared$/m);
    const { version, columns } = JSON.parse(readFileSync(join(folder, "page.json"), "utf8"));
    assert.deepEqual([version, columns.length], [1, 2]);
  });

  test("replaces no report that it compares, by whichever path it is named", () => {
    symlinkSync(join(folder, "main.json"), join(folder, "same.html"));
    mkdirSync(join(folder, "runs"));
    const report = readFileSync(join(folder, "main.json"), "utf8");
    write("runs/main.json", report);
    for (const [file, ...given] of [
      ["main.json", "main.json", "change.json"],
      ["./main.json", "main.json", "change.json"],
      ["same.html", "main.json", "change.json"],
      ["runs/main.json", "runs"],
    ] as const) {
      const { status, stderr } = compare(...given, "--report", `html=${file}`);
      assert.equal(status, 2);
      assert.match(stderr.replace(/\s+/g, " "), /it is one of those that are compared/);
      assert.equal(readFileSync(join(folder, file), "utf8"), report);
    }
  });

  for (const [name, args, complaint] of [
    ["an unknown form", ["main.json", "change.json", "--report", "pdf"], /--report pdf: expected/],
    [
      "a place that can't be written",
      ["main.json", "change.json", "--report", "html=."],
      /html=\./,
    ],
  ] as const) {
    test(`ends with 2 and says what is wrong: ${name}`, () => {
      const { status, stdout, stderr } = compare(...args);
      assert.deepEqual([status, stdout], [2, ""], stderr);
      assert.match(stderr, complaint);
    });
  }

  test("has no run to blame of more than two receivers", () => {
    write("third.json", JSON.stringify(reportOf(held)));
    const { status, stderr } = compare("main.json", "change.json", "third.json", "--fail-on-new");
    assert.equal(status, 2);
    assert.match(stderr, /--fail-on-new: expected two reports, or a folder/);
  });
});
