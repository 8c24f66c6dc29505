/** The inspector and the pages of the harness look alike, and neither imports the other. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

const COPIES = [
  ["server/inspector/assets/inspector.css", "harness/pages/assets/inspector.css"],
  ["server/inspector/show.ts", "harness/pages/show.ts"],
] as const;

describe("what the inspector and the pages of the harness have each a copy of", () => {
  for (const [own, copy] of COPIES) {
    test(`${copy} is ${own}, byte for byte`, () => {
      assert.equal(readFileSync(copy, "utf8"), readFileSync(own, "utf8"));
    });
  }
});
