import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

function harness(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("harness explain", () => {
  test("names the requirement that was probably meant, and ends with 2", () => {
    const { status, stderr } = harness("explain", "signature/mising");
    assert.equal(status, 2);
    assert.match(stderr, /is it signature\/missing\?/);
  });

  test("names a page that can be opened from the folder in which it was called", () => {
    const folder = tmpdir();
    const { stdout } = spawnSync(process.execPath, [MAIN, "explain", "signature/missing"], {
      encoding: "utf8",
      cwd: folder,
    });
    const page = /^source +(\S+)#/m.exec(stdout)?.[1] ?? "";
    assert.ok(existsSync(resolve(folder, page)), page);
  });

  test("ends with the line that prints the script, by the scheme that was asked for", () => {
    const { stdout } = harness("explain", "time/stale", "--scheme", "standard-webhooks");
    assert.doesNotMatch(stdout, /^#!/m);
    const line = stdout.trimEnd().split("\n").at(-1) ?? "";
    assert.match(line, /^by hand {2}\S.* explain time\/stale --scheme standard-webhooks --script$/);
  });

  test("fits a terminal, but for commands", () => {
    for (const id of ["order/any-order", "gwop/entitlement/redelivered-until-acknowledged"]) {
      for (const line of harness("explain", id).stdout.split("\n")) {
        assert.ok(line.length <= 80 || /^(by hand|run) /.test(line), line);
        assert.doesNotMatch(line, /\s$/);
      }
    }
  });

  test("says of an area how to list it", () => {
    assert.match(harness("explain", "time").stderr, /^ {6}\S.* list --area time$/m);
  });

  test("prints a script alone for a shell to read, and none where there is none", () => {
    const { stdout } = harness("explain", "signature/missing", "--script");
    assert.ok(stdout.startsWith("#!/bin/sh\n"));
    const { status, stderr } = harness("explain", "entitlement/probe-is-guarded", "--script");
    assert.equal(status, 2);
    assert.match(stderr, /has no script/);
  });
});
