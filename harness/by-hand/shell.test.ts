import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import fc from "fast-check";
import { part } from "./prelude.ts";
import { printed, word } from "./shell.ts";
import { nonce, RECORDED_NONCE, spell } from "./spelling.ts";

/** What a shell prints, one character a byte. */
function run(command: string): string {
  const script = `LC_ALL=C\n${part("sign-t-v1")}${part("sign")}NONCE=${RECORDED_NONCE}\n${command}`;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script], { maxBuffer: 2 ** 24 });
  assert.equal(status, 0, String(stderr));
  return Buffer.from(stdout).toString("latin1");
}

/** Biased towards what means something to a shell or to printf, and towards what repeats itself. */
const arbitraryBytes = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(
        "'",
        '"',
        "\\",
        "%",
        "$",
        "`",
        "\n",
        "\\n",
        "%s",
        "-",
        "$(id)",
        RECORDED_NONCE,
      ),
      fc
        .record({
          unit: fc.constantFrom(" ", "-", "[", "\0", "\n", "'%", '{"a":'),
          times: fc.integer({ min: 90, max: 300 }),
        })
        .map(({ unit, times }) => unit.repeat(times)),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));

describe("printed()", () => {
  test("makes a shell print any bytes as they are", () => {
    fc.assert(
      fc.property(arbitraryBytes, (text) => {
        assert.equal(run(printed(spell(text, [nonce]))), text);
      }),
      { numRuns: 60 },
    );
  });

  test("lets the shell repeat a long run, so that nobody has to scroll past it", () => {
    const command = printed([`{}${" ".repeat(1_000_000)}`]);
    assert.ok(command.length < 100, command);
    assert.equal(run(command).length, 1_000_002);
  });
});

describe("word()", () => {
  test("is one argument, whatever is in it", () => {
    const arbitraryText = fc
      .array(fc.constantFrom("a", " ", "'", '"', "$", "`", "\\", "*", "{", RECORDED_NONCE, "0"))
      .map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(arbitraryText, (text) => {
        assert.equal(run(`printf '%s|' ${word(spell(text, [nonce]))}`), `${text}|`);
      }),
      { numRuns: 60 },
    );
  });
});
