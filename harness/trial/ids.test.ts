import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { senderNamed } from "../providers/testing.ts";
import { createIds } from "./ids.ts";

/** By which some ids show their symbols, and others do not. */
const SPELL = senderNamed("gwop").wire.spellId;

describe("createIds()", () => {
  test("counts each kind of id by itself", () => {
    const { freshId } = createIds("n1", SPELL);
    const ids = [freshId("evt"), freshId("buyer"), freshId("evt")];
    assert.deepEqual(ids, ["evt_1_n1", "buyer_1_n1", "evt_2_n1"]);
  });

  test("never gives two trials one id, of whatever kind", () => {
    for (const prefix of ["evt", "invoice", "inv"]) {
      assert.notEqual(
        createIds("n1", SPELL).freshId(prefix),
        createIds("n2", SPELL).freshId(prefix),
      );
    }
  });

  test("knows an id again by its symbol", () => {
    const { freshId, idOf } = createIds("n1", SPELL);
    for (const prefix of ["evt", "invoice", "inv"])
      assert.equal(freshId(prefix), idOf(`${prefix}_1`));
  });

  test("puts symbols for all ids in a text, also for those that don't show theirs", () => {
    const { freshId, symbolic } = createIds("n1", SPELL);
    const text = [freshId("invoice"), freshId("inv"), freshId("evt"), freshId("invoice")].join(" ");
    assert.equal(symbolic(text), "invoice_1 inv_1 evt_1 invoice_2");
  });
});
