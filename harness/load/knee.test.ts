import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { nextRate, sustainable, type Tried } from "./knee.ts";

const RANGE = { from: 50, max: 10_000 };

/** Searches at a receiver that holds whatever `holds` says, told how often the rate was tried. */
function search(holds: (rate: number, times: number) => boolean, range = RANGE): readonly Tried[] {
  const tried: Tried[] = [];
  for (let rate = nextRate([], range); rate !== null; rate = nextRate(tried, range)) {
    const times = tried.filter(({ ratePerSecond }) => ratePerSecond === rate).length;
    tried.push({ ratePerSecond: rate, holds: holds(rate, times) });
    assert.ok(tried.length < 100, "the search does not end");
  }
  return tried;
}

describe("nextRate()", () => {
  test("finds the knee of any receiver to 15 %, and offers no more than it may", () =>
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20_000 }), (knee) => {
        const tried = search((rate) => rate <= knee);
        const found = sustainable(tried);
        assert.ok(found !== null && found <= knee);
        assert.ok(found === RANGE.max || found * 1.15 >= knee || found + 2 > knee, `${found}`);
        assert.ok(tried.every(({ ratePerSecond }) => ratePerSecond <= RANGE.max));
      }),
    ));

  test("believes that a rate does not hold only when it has not held twice", () => {
    const tried = search((rate, times) => rate <= 1000 && (rate !== 200 || times > 0));
    assert.deepEqual(
      tried.slice(0, 5).map(({ ratePerSecond }) => ratePerSecond),
      [50, 100, 200, 200, 400],
    );
    assert.ok((sustainable(tried) ?? 0) > 850);
  });

  test("goes below where it began, and gives up at one a second", () => {
    assert.ok((sustainable(search((rate) => rate <= 7)) ?? 0) >= 6);
    assert.equal(sustainable(search(() => false)), null);
  });

  test("begins no higher than it may end", () => {
    const range = { from: 50, max: 10 };
    assert.deepEqual(
      search(() => true, range),
      [{ ratePerSecond: 10, holds: true }],
    );
  });
});

describe("sustainable()", () => {
  test("does not believe a rate that held above one that did not", () => {
    const tried = [
      { ratePerSecond: 100, holds: true },
      { ratePerSecond: 200, holds: false },
      { ratePerSecond: 200, holds: false },
      { ratePerSecond: 400, holds: true },
    ];
    assert.equal(sustainable(tried), 100);
  });
});
