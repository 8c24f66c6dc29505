import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseStat } from "./processes.ts";

describe("parseStat()", () => {
  test("reads the fields of proc(5), whatever a program is called", () => {
    const rest = "S 42 7 7 0 -1 4194304 100 0 0 0 250 50 30 20 20 0 1 0 100 0";
    for (const name of ["bun", "a (b) c", "x) S 1 2"]) {
      assert.deepEqual(parseStat(`7 (${name}) ${rest}`), {
        parent: 42,
        ownTicks: 300,
        childrenTicks: 50,
      });
    }
  });
});
