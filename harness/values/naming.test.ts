import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  arbitraryNaming,
  dateOf,
  inWords,
  type Naming,
  nameOf,
  PLAIN,
  shuffled,
} from "./naming.ts";

const anything = (): boolean => true;

function ids(naming: Naming, fits: (text: string) => boolean = anything): readonly string[] {
  const symbols = ["evt_1", "evt_2", "evt_3", "evt_4"];
  return symbols.map((symbol) => nameOf(symbol, "n1", { naming, fits }).text);
}

describe("nameOf()", () => {
  test("lets ids rise, and fall, with time", () => {
    const rising = ids(PLAIN);
    assert.deepEqual(rising.toSorted(), rising);
    const falling = ids({ ...PLAIN, order: "falling" });
    assert.deepEqual(falling.toSorted(), falling.toReversed());
  });

  test("shuffles ids by the seed of a run", () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const orders = seeds.map((seed) => {
      const given = ids(shuffled(seed));
      assert.deepEqual(ids(shuffled(seed)), given);
      return given
        .toSorted()
        .map((id) => given.indexOf(id))
        .join("");
    });
    assert.ok(new Set(orders).size > 1);
  });

  test("spells no id of an event in a way that does not fit", () =>
    fc.assert(
      fc.property(arbitraryNaming, (naming) => {
        const plain = ids({ ...naming, events: null });
        assert.deepEqual(
          ids(naming, () => false),
          plain,
        );
      }),
    ));

  test("spells a buyer's reference from its first character on", () => {
    const buyers = { loses: "white space at its ends", left: " ", right: "\t" };
    const of = (symbol: string) =>
      nameOf(symbol, "n1", { naming: { ...PLAIN, buyers }, fits: anything }).text;
    assert.deepEqual(["buyer_1", "buyer_2"].map(of), [" buyer_1_n1\t", "buyer_1_n1"]);
  });
});

describe("dateOf()", () => {
  test("dates events otherwise than they happened, where it is asked to", () => {
    const falling: Naming = { ...PLAIN, dates: "falling" };
    const madeAt = "2026-11-27T00:00:00.000Z";
    assert.equal(dateOf(PLAIN, 2, madeAt), madeAt);
    assert.ok(dateOf(falling, 2, madeAt) < dateOf(falling, 1, madeAt));
  });
});

describe("inWords()", () => {
  test("says nothing of what is plain", () => assert.deepEqual(inWords(PLAIN), []));

  test("says what sorts, is dated, and is spelled otherwise", () => {
    const buyers = { loses: "case", left: "", right: "A" };
    const words = inWords({ ...PLAIN, order: "falling", dates: "9999", buyers });
    assert.equal(words.length, 3);
    assert.match(words.join("\n"), /"nameA" and "namea": a text that loses case/);
  });
});
