import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { instant, nonce, partsOf, seconds, spell, variables } from "./spelling.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 12, 0, 0);
const NOW = NOW_MS / 1000;
const MAC = "0123456789abcdeffedcba98765432100f1e2d3c4b5a69788796a5b4c3d2e1f0";

/** What a spelling says in words: literal text, and shell expressions in brackets. */
function read(text: string, ...rules: Parameters<typeof spell>[1]): string {
  return spell(text, rules)
    .map((piece) => (typeof piece === "string" ? piece : `<${piece.shell}>`))
    .join("");
}

describe("seconds()", () => {
  const rule = seconds(NOW_MS);
  const spellings: readonly (readonly [string, string, string])[] = [
    ["now", `t=${NOW}`, "t=<$NOW>"],
    ["a time before now", `t=${NOW - 330}`, "t=<$((NOW - 330))>"],
    ["a time after now", `t=${NOW + 1}`, "t=<$((NOW + 1))>"],
    ["milliseconds", `${NOW}123`, "<$NOW>123"],
    ["a leading zero", `0${NOW}`, "0<$NOW>"],
    ["junk behind it", `${NOW}junk`, "<$NOW>junk"],
    ["a time of another year", "1600000000", "1600000000"],
    ["longer digits", `9${NOW}99999`, `9${NOW}99999`],
  ];
  for (const [situation, text, expected] of spellings) {
    test(`makes afresh only what is near the clock: ${situation}`, () => {
      assert.equal(read(text, rule), expected);
    });
  }
});

describe("instant()", () => {
  test("makes the clock's instant afresh, and leaves those of a recorded world alone", () => {
    const text = '"2026-11-21T12:00:00.000Z" "2026-01-01T00:00:00.000Z"';
    assert.equal(read(text, instant(NOW_MS)), '"<$INSTANT>" "2026-01-01T00:00:00.000Z"');
  });
});

describe("nonce", () => {
  test("is made afresh wherever it stands", () => {
    assert.equal(
      read("evt_1_recordings evt_2_recordings0", nonce),
      "evt_1_<$NONCE> evt_2_<$NONCE>0",
    );
  });
});

describe("variables()", () => {
  test("takes the values of those that are named, and leaves alone what happens to be another's", () => {
    const rules = variables(["MERCHANT"], { MERCHANT: "merchant_7", TOLERANCE_SECONDS: "300" });
    assert.equal(read("merchant_7 abc300=", ...rules), "<$MERCHANT> abc300=");
  });
});

describe("partsOf()", () => {
  const rule = partsOf(MAC, "MAC");
  const spellings: readonly (readonly [string, string, string])[] = [
    ["the whole", `v1=${MAC}`, "v1=<$MAC>"],
    ["repeated", `v1=${MAC},v1=${MAC}`, "v1=<$MAC>,v1=<$MAC>"],
    ["a prefix", MAC.slice(0, 20), '<$(printf %s "$MAC" | cut -c 1-20)>'],
    ["without its first", `v1=${MAC.slice(1)}`, 'v1=<$(printf %s "$MAC" | cut -c 2-64)>'],
    ["one character longer", `${MAC}0`, "<$MAC>0"],
    ["in capitals", MAC.toUpperCase(), '<$(printf %s "$MAC" | tr a-z A-Z)>'],
    [
      "another first character",
      `v1=f${MAC.slice(1)}`,
      'v1=<$(exchanged "$MAC" 1-1)$(printf %s "$MAC" | cut -c 2-64)>',
    ],
    ["something else", "deadbeef".repeat(8), "deadbeef".repeat(8)],
  ];
  for (const [situation, text, expected] of spellings) {
    test(`finds what was done to a MAC: ${situation}`, () => {
      assert.equal(read(text, rule), expected);
    });
  }
});
