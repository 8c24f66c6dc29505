import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createEnvironmentReader } from "./environment.ts";

describe("amongSet()", () => {
  test("gives the names that have a value, and not those that are missing or blank", () => {
    const read = createEnvironmentReader({ A: "1", B: " ", C: "2", D: "3" });
    assert.deepEqual(read.amongSet(["A", "B", "C", "toString"]), ["A", "C"]);
  });
});
