/** A requirement's source can be opened from wherever the harness is called. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openable } from "./openable.ts";

const SOURCE = "docs/target-contract.md#ids; docs/assumptions.md#a10";

describe("openable()", () => {
  test("leaves paths as they are in the harness's own folder", () => {
    assert.equal(openable(SOURCE, fileURLToPath(new URL("../..", import.meta.url))), SOURCE);
  });

  test("leads to the pages from another folder, and keeps the headings", () => {
    const headings = openable(SOURCE, tmpdir()).split("; ");
    assert.deepEqual(
      headings.map((heading) => heading.split("#")[1]),
      ["ids", "a10"],
    );
    for (const heading of headings) {
      assert.ok(existsSync(resolve(tmpdir(), heading.split("#")[0] ?? "")), heading);
    }
  });
});
