import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fail, ok, skipped, warn } from "./check.ts";
import { coloured, formatJson, formatText, isFit, plain } from "./report.ts";

const CHECKS = [
  ok("version", "PostgreSQL 15.18"),
  warn("clock", "at most 9000 ms", "ask a time server"),
  fail("fsync", "off", "set it on"),
  skipped("connections", "not asked"),
  skipped("migrations", "not asked"),
  skipped("left behind", "no time left"),
];

describe("isFit()", () => {
  test("takes a warning for well, and nothing that wasn't asked", () => {
    assert.ok(isFit(CHECKS.slice(0, 2)));
    assert.ok(!isFit([fail("fsync", "off", "set it on")]));
    assert.ok(!isFit([skipped("clock", "not asked")]));
  });
});

describe("formatText()", () => {
  test("is aligned, with each remedy below what was found, and one line for what one reason skipped", () => {
    assert.equal(
      formatText(CHECKS, plain),
      `✓ version      PostgreSQL 15.18
! clock        at most 9000 ms
               → ask a time server
✗ fsync        off
               → set it on
- connections  not asked; nor 1 more
- left behind  no time left

1 ok, 1 warn, 1 fail, 3 skipped: this database can't carry the receiver as it is, or that is not known
`,
    );
  });

  test("is coloured by verdict", () => {
    const [line] = formatText([ok("version", "15")], coloured).split("\n");
    assert.equal(line, "\u001b[32m✓ version  15\u001b[39m");
  });
});

describe("formatJson()", () => {
  test("is one document that has every check", () => {
    assert.deepEqual(JSON.parse(formatJson(CHECKS)), { version: 1, fit: false, checks: CHECKS });
  });
});
