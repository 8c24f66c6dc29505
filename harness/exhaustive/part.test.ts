import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { countOf, numbersOf, parseShard, rangeOf } from "./part.ts";

const TOTAL = 23;

describe("a part of the schedules", () => {
  test("is all of them by default, and from one on where it goes on", () => {
    const shard = { index: 1, of: 1 };
    assert.equal([...numbersOf({ from: 1, shard }, TOTAL)].length, TOTAL);
    assert.deepEqual([...numbersOf({ from: 22, shard }, TOTAL)], [22, 23]);
  });

  test("is every so many-th, so that the shards together have each number once", () => {
    for (const from of [1, 2, 5, 24]) {
      const parts = [1, 2, 3, 4].map((index) => ({ from, shard: { index, of: 4 } }));
      const numbers = parts.flatMap((part) => [...numbersOf(part, TOTAL)]);
      const expected = [...Array(TOTAL + 1).keys()].slice(from);
      assert.deepEqual(
        numbers.toSorted((a, b) => a - b),
        expected,
      );
      for (const part of parts) {
        assert.equal(countOf(part, TOTAL), [...numbersOf(part, TOTAL)].length);
      }
    }
  });

  test("is a range, so that all ranges one after the other are all numbers", () => {
    const ranges = [1, 2, 3, 4, 5].map((index) => rangeOf({ index, of: 5 }, TOTAL));
    const numbers = ranges.flatMap((part) => [...numbersOf(part, TOTAL)]);
    assert.deepEqual(numbers, [...Array(TOTAL + 1).keys()].slice(1));
    const counts = ranges.map((part) => countOf(part, TOTAL));
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
  });

  test("is named as 2/4, and as nothing else", () => {
    assert.deepEqual(parseShard("2/4"), { index: 2, of: 4 });
    for (const text of ["0/4", "5/4", "2", "2/", "a/b", "1/0", "2/4/6", " 1/2"]) {
      assert.equal(parseShard(text), null, text);
    }
  });
});
