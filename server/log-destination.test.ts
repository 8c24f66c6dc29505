import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createDestination } from "./log-destination.ts";

const BYTES_MAX = 1024 * 1024;

/** Of several bytes a character, so that a part taken may end within one. */
const lineOf = (number: number, length: number): string =>
  `${JSON.stringify({ number, text: "é".repeat(length) })}\n`;

/** What an output does next: it takes so many bytes at most, or refuses with an error. */
type Answer = number | "EAGAIN" | "ENOSPC" | "EPIPE";

/** An output that answers as it is told, and takes everything once nothing is left to be told. */
function outputOf(answers: Answer[]) {
  const taken: Uint8Array[] = [];
  return {
    writes: () => taken.length,
    write: (bytes: Uint8Array): number => {
      const answer = answers.shift() ?? bytes.length;
      if (typeof answer === "string") throw Object.assign(new Error(answer), { code: answer });
      taken.push(bytes.slice(0, answer));
      return Math.min(answer, bytes.length);
    },
    /** What has arrived. @throws If a line isn't JSON from its beginning to its end. */
    lines: (): readonly Record<string, unknown>[] => {
      const text = Buffer.concat(taken).toString();
      assert.ok(text === "" || text.endsWith("\n"));
      return text
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    },
  };
}

/** An output that takes nothing until it is told to. */
function stalledOutput() {
  const answers: Answer[] = Array(1_000_000).fill("EAGAIN");
  return { ...outputOf(answers), resume: () => void answers.splice(0) };
}

const turnOver = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const flushed = (log: { readonly flush: (done: () => void) => void }): Promise<void> =>
  new Promise((resolve) => log.flush(resolve));

describe("createDestination()", () => {
  test("writes what came in one turn together, as soon as the turn is over", async () => {
    const output = outputOf([]);
    const log = createDestination(output.write);
    for (const number of [0, 1, 2]) log.write(lineOf(number, 1));
    assert.equal(output.writes(), 0);
    await turnOver();
    assert.equal(output.writes(), 1);
    log.write(lineOf(3, 1));
    await turnOver();
    assert.deepEqual(
      output.lines().map((line) => line["number"]),
      [0, 1, 2, 3],
    );
  });

  test("drops no line of a turn, however many there are, where the output takes them", () => {
    const output = outputOf([]);
    const log = createDestination(output.write);
    for (let number = 0; number < 20_000; number += 1) log.write(lineOf(number, 50));
    log.writeNow();
    assert.equal(output.lines().length, 20_000);
    assert.ok(output.writes() < 2000);
  });

  for (const how of ["writeNow", "flush"] as const) {
    test(`has written everything when ${how}() returns, where the output takes it`, () => {
      const output = outputOf([]);
      const log = createDestination(output.write);
      log.write(lineOf(0, 1));
      let isFlushed = false;
      log[how](() => {
        isFlushed = true;
      });
      assert.equal(output.lines().length, 1);
      assert.equal(isFlushed, how === "flush");
    });
  }

  test("writes every line whole and in order, however the output takes them", async () => {
    const answer = fc.oneof(fc.nat(60), fc.constantFrom<Answer>("EAGAIN", "ENOSPC", "EPIPE"));
    const lengths = fc.array(fc.nat(60), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 12 }), lengths, async (answers, lines) => {
        const output = outputOf([...answers]);
        const log = createDestination(output.write);
        for (const [number, length] of lines.entries()) log.write(lineOf(number, length));
        await flushed(log);
        assert.deepEqual(
          output.lines().map((line) => line["number"]),
          lines.map((_, number) => number),
        );
      }),
      { numRuns: 50 },
    );
  });

  test("keeps what fits while the output is stalled, and says where the gap is, and how wide", async () => {
    const output = stalledOutput();
    const log = createDestination(output.write);
    for (let number = 0; number < 20_000; number += 1) log.write(lineOf(number, 50));
    output.resume();
    await flushed(log);
    log.write(lineOf(20_000, 50));
    log.writeNow();

    const lines = output.lines();
    const gap = lines.findIndex((line) => line["msg"] === "log lines dropped");
    assert.deepEqual(
      lines.slice(0, gap),
      lines.slice(0, gap).map((line, number) => ({ ...line, number })),
    );
    assert.deepEqual([lines[gap]?.["level"], lines[gap]?.["dropped"]], ["warn", 20_000 - gap]);
    assert.equal(log.dropped(), 20_000 - gap);
    assert.deepEqual(
      lines.slice(gap + 1).map((line) => line["number"]),
      [20_000],
    );

    const kept = lines.slice(0, gap).map((line) => `${JSON.stringify(line)}\n`);
    const bytes = Buffer.byteLength(kept.join(""));
    assert.ok(bytes <= BYTES_MAX && bytes > BYTES_MAX - 200, `kept ${bytes} bytes`);
  });

  test("counts each gap by itself", async () => {
    const answers: Answer[] = [];
    const output = outputOf(answers);
    const log = createDestination(output.write);
    for (const lines of [2, 3]) {
      answers.push(...Array<Answer>(100).fill("ENOSPC"));
      log.write(lineOf(0, BYTES_MAX / 2 - 100));
      for (let number = 0; number < lines; number += 1) log.write(lineOf(number, 500));
      answers.splice(0);
      await flushed(log);
    }
    const counts = output
      .lines()
      .map((line) => line["dropped"])
      .filter((count) => count !== undefined);
    assert.deepEqual(counts, [2, 3]);
  });

  test("drops a line that is too long for it, and goes on", () => {
    const output = outputOf([]);
    const log = createDestination(output.write);
    log.write(lineOf(0, BYTES_MAX));
    log.writeNow();
    log.write(lineOf(1, 1));
    log.writeNow();
    assert.deepEqual(
      output.lines().map((line) => line["dropped"] ?? line["number"]),
      [1, 1],
    );
  });

  test("gives up a flush that nobody reads", { timeout: 10_000 }, async () => {
    const log = createDestination(stalledOutput().write);
    log.write(lineOf(0, 1));
    await flushed(log);
  });
});
