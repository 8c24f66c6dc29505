import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { quotingWithout } from "../target/quoting.ts";
import { CountFailed } from "./count.ts";
import { countByCommand } from "./count-by-command.ts";

const { signal } = new AbortController();

function read(command: string, ending: AbortSignal = signal): Promise<number> {
  return countByCommand(command, quotingWithout(["sk_secret"]))(ending);
}

/** @returns What is said of a command by which no number is to be had. */
async function complaint(command: string): Promise<string> {
  const error = await read(command).then(
    (number) => assert.fail(`${command}: ${number}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CountFailed, String(error));
  return error.message;
}

describe("countByCommand()", () => {
  test("reads a whole number, whatever white space is around it", async () => {
    const blank = fc.constantFrom("", " ", "\n", "\t", "\r\n");
    const printed = fc.tuple(blank, fc.maxSafeInteger(), blank).filter(([, number]) => {
      return Math.abs(number) < 1e15;
    });
    await fc.assert(
      fc.asyncProperty(printed, async ([before, number, after]) => {
        assert.equal(await read(`printf '%s' '${before}${number}${after}'`), number);
      }),
      { numRuns: 10 },
    );
  });

  test("takes pipes, and the environment that we have", async () => {
    process.env["COUNTED_BY_A_TEST"] = "abc";
    assert.equal(await read("printf '%s' \"$COUNTED_BY_A_TEST\" | wc -c"), 3);
  });

  test("says what was printed instead of one", async () => {
    assert.match(
      await complaint("echo 12 mails"),
      /printed no whole number: .+ It printed: 12 mails$/,
    );
    for (const text of ["12.5", "1e3", "0x10", "1 2", "9999999999999999", " count\n-------\n 3"]) {
      assert.match(
        await complaint(`printf '%s' '${text}'`),
        /printed no whole number: expected one/,
      );
    }
    assert.match(await complaint("echo 3 >&2"), /printed nothing: .+ It complained: 3$/);
  });

  test("says how it failed, and with which words", async () => {
    assert.match(await complaint("echo 3; exit 4"), /ended with exit code 4: .+ It printed: 3$/);
    assert.match(await complaint("echo no table >&2; exit 1"), /It complained: no table$/);
    assert.match(await complaint("kill -9 $$"), /ended with SIGKILL/);
  });

  test("quotes no secret, nothing that a terminal obeys, and little", async () => {
    const said = await complaint("printf '\\033[31msk_secret \\342\\200\\256'; yes | head -9999");
    assert.match(said, /It printed: \[masked\] ⟨U\+202E⟩/);
    assert.ok(said.length < 600, said);
  });

  test("is ended where the run is", async () => {
    const controller = new AbortController();
    const reading = read("sleep 60", controller.signal);
    controller.abort(new Error("interrupted"));
    await assert.rejects(reading, /interrupted/);
  });
});
