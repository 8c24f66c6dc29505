import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, describe, test } from "node:test";
import { findBinaries } from "./tools.ts";

const folder = mkdtempSync(`${tmpdir()}/proxy-checkout-bench-tools-`);
after(() => rmSync(folder, { recursive: true }));

describe("findBinaries()", () => {
  test("takes a folder that has them all, and never a pgbench of another one", () => {
    for (const [place, programs] of [
      ["client", ["pgbench"]],
      ["server", ["initdb", "postgres", "pgbench"]],
    ] as const) {
      mkdirSync(`${folder}/${place}`);
      for (const name of programs) {
        writeFileSync(`${folder}/${place}/${name}`, "#!/bin/sh\n", { mode: 0o755 });
      }
    }
    assert.equal(findBinaries([`${folder}/client`, `${folder}/server`]), `${folder}/server`);
    assert.equal(findBinaries([`${folder}/client`, "/nonexistent"]), null);
  });
});
