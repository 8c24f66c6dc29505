import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { UsageError } from "../settings/usage-error.ts";
import { openRecording } from "./recording-file.ts";

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "proxy-checkout-recording-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe("openRecording()", () => {
  test("leaves an old recording as it is until another one begins in its place", () => {
    const out = join(folder, "replaced.jsonl");
    writeFileSync(out, "old", { mode: 0o644 });
    const never = openRecording(out, true);
    never.append("new");
    never.close();
    assert.equal(readFileSync(out, "utf8"), "old");

    const begun = openRecording(out, true);
    begun.begin();
    begun.append("new");
    begun.close();
    assert.equal(readFileSync(out, "utf8"), "new");
    assert.equal(statSync(out).mode & 0o777, 0o600);
  });

  test("replaces nothing unless it is told to, and nothing that is no file", () => {
    const out = join(folder, "kept.jsonl");
    writeFileSync(out, "old");
    assert.throws(() => openRecording(out, false), /--force/);
    const link = join(folder, "link.jsonl");
    symlinkSync(out, link);
    mkdirSync(join(folder, "a folder"));
    for (const odd of [link, join(folder, "a folder"), "/dev/null"]) {
      for (const replaces of [true, false]) {
        assert.throws(() => openRecording(odd, replaces), UsageError);
      }
    }
    assert.equal(readFileSync(link, "utf8"), "old");
  });

  test("leaves no file where nothing began", () => {
    openRecording(join(folder, "never.jsonl"), false).close();
    assert.deepEqual(
      readdirSync(folder).filter((name) => /never|new/.test(name)),
      [],
    );
  });
});
