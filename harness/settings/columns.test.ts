import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { beside, COLUMNS, cut, fitted, outdented, padded, widthOf } from "./columns.ts";

/** Words of which some are wide, some combine, and some are longer than a line. */
const words = fc.array(
  fc.oneof(
    fc.stringMatching(/^[a-z]{1,12}$/),
    fc.constantFrom("支付", "café", "cafe\u0301", "👩‍👩‍👧", "x".repeat(100)),
  ),
  { minLength: 1, maxLength: 30 },
);

describe("beside()", () => {
  test("breaks between words alone, and leaves none out", () => {
    fc.assert(
      fc.property(words, fc.nat({ max: 40 }), (all, margin) => {
        const lines = beside("", all.join(" "), margin);
        assert.deepEqual(
          lines.flatMap((line) => line.trim().split(" ")),
          all,
        );
      }),
    );
  });

  test("fills no line over the columns, but with a word that is longer by itself", () => {
    fc.assert(
      fc.property(words, fc.nat({ max: 40 }), (all, margin) => {
        for (const line of beside("", all.join(" "), margin)) {
          assert.ok(widthOf(line) <= COLUMNS || !line.trim().includes(" "), line);
        }
      }),
    );
  });

  test("sets the text beside its label, and below one that is too wide", () => {
    assert.deepEqual(beside("why", "it is so", 5, 10), ["why  it is", "     so"]);
    assert.deepEqual(beside("because", "it is so", 4, 20), ["because", "    it is so"]);
  });

  test("keeps blanks inside of a line, and lines as they are broken already", () => {
    assert.deepEqual(beside("", "deliver  evt_1\nnext", 2), ["  deliver  evt_1", "  next"]);
    assert.deepEqual(beside("", "deliver  evt_1", 2, 10), ["  deliver", "  evt_1"]);
  });

  test("leaves no blank at the end of a line", () => {
    for (const line of beside("label ", "\none \n\n two ", 8)) assert.doesNotMatch(line, /\s$/);
  });
});

describe("outdented()", () => {
  test("indents all lines but the first", () => {
    assert.deepEqual(outdented(`✗ ${"word ".repeat(30).trim()}`), [
      `✗${" word".repeat(15)}`,
      ` ${" word".repeat(15)}`,
    ]);
  });
});

describe("fitted()", () => {
  test("keeps each line's indentation, and the commands whole", () => {
    const long = "word ".repeat(20).trim();
    const command = `      scripts/harness run ${long}`;
    const lines = fitted(`${long}\n  - ${long}\n    ${long}\n${command}`).split("\n");
    assert.deepEqual(
      lines.map((line) => /^ *(- )?/.exec(line)?.[0]),
      ["", "  ", "  - ", "    ", "    ", "    ", "      "],
    );
    assert.equal(lines.at(-1), command);
  });
});

describe("padded()", () => {
  test("counts columns, not characters", () => {
    for (const text of ["ab", "支", "e\u0301e", "👍", "🇨🇭"]) {
      assert.equal(widthOf(padded(text, 6)), 6, text);
    }
    assert.equal(padded("支付", 6), "支付  ");
  });

  test("leaves what is wider as it is", () => {
    assert.equal(padded("支付", 3), "支付");
  });
});

describe("cut()", () => {
  test("leaves what fits, and never exceeds the columns nor halves a character", () => {
    assert.equal(cut("支付", 4), "支付");
    assert.equal(cut("支付宝", 5), "支付…");
    assert.equal(cut("支付宝", 4), "支…");
    assert.equal(cut("one two three", 9), "one two …");
  });
});
