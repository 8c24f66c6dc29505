import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Broken } from "../target/verdict.ts";
import { type Means, type Progress, playNumbers } from "./play-numbers.ts";

const NEVER: Pick<Means, "isOver" | "onPlayed"> = { isOver: () => false, onPlayed: () => {} };

function upTo(last: number): Iterator<number> {
  return [...Array(last).keys()].map((index) => index + 1).values();
}

describe("playNumbers()", () => {
  test("finds the lowest number that breaks, however the plays overtake each other", async () => {
    const slow = Promise.withResolvers<void>();
    const play = async (number: number): Promise<Broken | null> => {
      if (number === 3) await slow.promise;
      if (number === 4) slow.resolve();
      return number >= 3 ? new Broken(`number ${number}`) : null;
    };
    const found = await playNumbers(upTo(100), { ...NEVER, play, lanes: 4 });
    assert.equal(found?.number, 3);
  });

  test("begins nothing further once one has broken", async () => {
    const begun: number[] = [];
    const play = async (number: number): Promise<Broken | null> => {
      begun.push(number);
      return number === 2 ? new Broken("the second") : null;
    };
    await playNumbers(upTo(100), { ...NEVER, play, lanes: 1 });
    assert.deepEqual(begun, [1, 2]);
  });

  test("plays one at least when its time is up, and tells where to go on", async () => {
    const told: Progress[] = [];
    const found = await playNumbers(upTo(9), {
      play: async () => null,
      lanes: 1,
      isOver: () => true,
      onPlayed: (progress) => told.push(progress),
    });
    assert.equal(found, null);
    assert.deepEqual(told, [{ played: 1, next: 2 }]);
  });

  test("never tells to go on behind one that is still under way", async () => {
    const slow = Promise.withResolvers<void>();
    const told: Progress[] = [];
    await playNumbers(upTo(3), {
      play: async (number) => {
        if (number === 1) await slow.promise;
        if (number === 3) slow.resolve();
        return null;
      },
      lanes: 2,
      isOver: () => false,
      onPlayed: (progress) => told.push(progress),
    });
    assert.deepEqual(told.slice(0, 2), [
      { played: 1, next: 1 },
      { played: 2, next: 1 },
    ]);
    assert.deepEqual(told.at(-1), { played: 3, next: null });
  });

  test("throws what a play throws that accuses nobody", async () => {
    const play = (): Promise<null> => Promise.reject(new Error("gone"));
    await assert.rejects(playNumbers(upTo(9), { ...NEVER, play, lanes: 2 }), /gone/);
  });
});
