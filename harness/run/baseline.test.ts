import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseBaseline } from "./baseline.ts";

const known = new Set(["http/allow", "race/copies-together"]);

describe("parseBaseline()", () => {
  test("reads an id and a reason from each line, between comments and blank lines", () => {
    const text = "# ours\n\nhttp/allow  our proxy strips Allow\r\n  race/copies-together a b  \n";
    assert.deepEqual(parseBaseline(text, known), {
      ok: true,
      baseline: new Map([
        ["http/allow", "our proxy strips Allow"],
        ["race/copies-together", "a b"],
      ]),
    });
  });

  test("complains about every line that says nothing, with its number", () => {
    const text = "http/allow\nhttp/alow typo\nrace/copies-together a\nrace/copies-together b\n";
    assert.deepEqual(parseBaseline(text, known), {
      ok: false,
      problems: [
        "line 1: http/allow has no reason: expected one after the id",
        "line 2: http/alow is no requirement: `list` prints them all",
        "line 4: race/copies-together stands there twice",
      ],
    });
  });
});
