import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { CountFailed, riseOf, standingStill, undisturbed, waitedInWords } from "./count.ts";

/** Bun ends a test after 5 s. */
const LONG = { timeout: 30_000 };

/** Waits for seconds: `scripts/test --all`, or this file by its name, does. */
const THOROUGH = { ...LONG, skip: process.env["TEST_ALL"] !== "1" };

const patience = { settleMs: 0, signal: new AbortController().signal };

/** A number that rises by one every 20 ms, until it has risen so far. */
function risingBy(steps: number) {
  let number = 40;
  const rising = (async () => {
    for (let step = 0; step < steps; step += 1) {
      await wait(20);
      number += 1;
    }
  })();
  return { read: async () => number, rising };
}

describe("riseOf()", () => {
  test("waits for what is carried out a little later", LONG, async () => {
    const { read } = risingBy(5);
    assert.equal(await riseOf(read, { before: 40, owed: 5 }, patience), 5);
  });

  test("tells all that comes too often, also what comes after it was seen", LONG, async () => {
    const { read } = risingBy(5);
    assert.equal(await riseOf(read, { before: 40, owed: 2 }, patience), 5);
  });

  test(
    "tells what has come where it is too little, and for how long it was waited",
    THOROUGH,
    async () => {
      const { read, rising } = risingBy(2);
      await rising;
      assert.equal(await riseOf(read, { before: 40, owed: 3 }, patience), 2);
      assert.match(waitedInWords(patience), /^It had 2000 ms/);
      assert.match(waitedInWords({ settleMs: 5000 }), /^It had 5000 ms/);
    },
  );
});

describe("standingStill()", () => {
  test("waits until nothing is under way", LONG, async () => {
    assert.equal(await standingStill(risingBy(5).read, patience), 45);
  });

  test("gives up a number that others change", {
    ...LONG,
    skip: process.env["TEST_ALL"] !== "1",
  }, async () => {
    let number = 0;
    const read = async () => (number += 1);
    await assert.rejects(standingStill(read, patience), CountFailed);
  });
});

describe("undisturbed()", () => {
  test("gives up a number that others change now and then, as a clock", LONG, async () => {
    let number = 40;
    const others = wait(700).then(() => {
      number += 1;
    });
    await assert.rejects(
      undisturbed(async () => number, 40, patience),
      (error) => error instanceof CountFailed && /from 40 to 41 .+--settle/.test(error.message),
    );
    await others;
  });

  test("is content with one that stays", THOROUGH, async () => {
    await undisturbed(async () => 40, 40, patience);
  });
});
