import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, describe, test } from "node:test";
import { explainMissing, missingTools, parseTools } from "./tools.ts";

const folder = mkdtempSync(`${tmpdir()}/proxy-checkout-tools-`);
after(() => rmSync(folder, { recursive: true }));

describe("missingTools()", () => {
  test("names all that is not on the PATH, with what it is for and its package", () => {
    writeFileSync(`${folder}/curl`, "#!/bin/sh\n", { mode: 0o755 });
    const missing = missingTools(`/nonexistent:${folder}`);
    assert.ok(missing.length > 0);
    assert.ok(missing.every(({ command }) => command !== "curl"));
    for (const tool of missing) {
      assert.match(explainMissing(tool), /^\S+ is not there, .+ \(apt-get install \S+\)$/);
    }
  });
});

describe("parseTools()", () => {
  test("reads a line a tool, aligned for people", () => {
    assert.deepEqual(parseTools("nginx    nginx-light  stands in front\n"), [
      { command: "nginx", package: "nginx-light", purpose: "stands in front" },
    ]);
  });
});
