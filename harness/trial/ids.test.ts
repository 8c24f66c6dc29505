import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { senderNamed } from "../providers/testing.ts";
import { arbitraryNaming, type Naming, PLAIN, shuffled } from "../values/naming.ts";
import { createIds, type Ids } from "./ids.ts";

/** By which some ids show their symbols, and others do not. */
const { spellId } = senderNamed("gwop").wire;

function idsOf(nonce: string, naming: Naming = PLAIN): Ids {
  return createIds({ nonce, naming, spellId, fits: () => true });
}

describe("createIds()", () => {
  test("counts each kind of id by itself", () => {
    const { freshId } = idsOf("n1");
    const ids = [freshId("evt"), freshId("buyer"), freshId("evt")];
    assert.deepEqual(ids, ["evt_1_n1", "buyer_1_n1", "evt_2_n1"]);
  });

  test("never gives two trials one id, of whatever kind, nor two things of one trial", () =>
    fc.assert(
      fc.property(arbitraryNaming, (naming) => {
        const ids = ["n1", "n2"].flatMap((nonce) => {
          const { freshId } = idsOf(nonce, naming);
          return ["evt", "psess", "buyer", "invoice", "inv", "evt", "buyer", "psess"].map(freshId);
        });
        assert.equal(new Set(ids).size, ids.length);
      }),
    ));

  test("knows an id again by its symbol", () => {
    const { freshId, idOf } = idsOf("n1", shuffled(7));
    for (const prefix of ["evt", "invoice", "inv"])
      assert.equal(freshId(prefix), idOf(`${prefix}_1`));
  });

  test("puts symbols for all ids in a text, however they are spelled, and in JSON too", () =>
    fc.assert(
      fc.property(arbitraryNaming, (naming) => {
        const { freshId, symbolic } = idsOf("n1", naming);
        const ids = ["invoice", "inv", "evt", "buyer", "psess", "psess", "evt"].map(freshId);
        const symbols = ["invoice_1", "inv_1", "evt_1", "buyer_1", "psess_1", "psess_2", "evt_2"];
        assert.equal(symbolic(JSON.stringify(ids)), JSON.stringify(symbols));
        for (const [index, id] of ids.entries()) assert.equal(symbolic(id), symbols[index]);
      }),
    ));
});
