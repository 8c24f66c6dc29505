import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { explainFileTrouble } from "./file-trouble.ts";

const folder = mkdtempSync(join(tmpdir(), "file-trouble-"));
after(() => rmSync(folder, { recursive: true }));

/** What is said of trying it. */
function said(doing: "read" | "write", file: string): string {
  try {
    if (doing === "read") readFileSync(file);
    else writeFileSync(file, "");
  } catch (error) {
    return explainFileTrouble(error, doing);
  }
  return "nothing";
}

describe("explainFileTrouble()", () => {
  test("tells a missing file from a missing folder", () => {
    assert.match(said("read", join(folder, "missing")), /^there is no such file/);
    assert.match(
      said("write", join(folder, "missing", "file")),
      /^its folder is not there: make it/,
    );
  });

  test("says that a folder is none where a file is wanted, and the other way round", () => {
    const file = join(folder, "file");
    assert.equal(said("write", file), "nothing");
    assert.match(said("read", folder), /^it is a folder/);
    assert.match(said("write", folder), /^it is a folder/);
    assert.match(said("write", join(file, "below")), /a file stands where a folder/);
  });

  test("hands on the words of what is rare", () => {
    const rare = Object.assign(new Error("too many open files"), { code: "EMFILE" });
    assert.equal(explainFileTrouble(rare, "read"), rare.message);
  });
});
