import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { foldLines } from "./fold-lines.ts";

describe("foldLines()", () => {
  test("says once what differs only in its instant, its ids and its long numbers", () => {
    const at = (second: number): string =>
      `{"time":"2026-11-26T22:15:0${second}.553Z","id":"03f3e1bc-8899-4908-8f57-4ff40e7d636${second}","pid":1234${second},"msg":"no database"}`;
    const text = [at(1), "another", at(2), at(3)].join("\n");
    assert.equal(foldLines(text), `${at(1)} (and 2 more)\nanother`);
  });

  test("keeps lines that say something else, in their order", () => {
    const text = "attempt 1 of 3\nattempt 2 of 3\nstatus 500\nstatus 503";
    assert.equal(foldLines(text), text);
  });
});
