import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createIds } from "./ids.ts";

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("createIds()", () => {
  test("counts each kind of id by itself", () => {
    const { freshId } = createIds("n1");
    const ids = [freshId("evt"), freshId("buyer"), freshId("evt")];
    assert.deepEqual(ids, ["evt_1_n1", "buyer_1_n1", "evt_2_n1"]);
  });

  test("gives an invoice a UUID, and a public id of 32 digits", () => {
    fc.assert(
      fc.property(fc.nat(), (nonce) => {
        const { freshId } = createIds(`n${nonce}`);
        assert.match(freshId("invoice"), UUID_4);
        assert.match(freshId("inv"), /^inv_[0-9a-f]{32}$/);
      }),
    );
  });

  test("never gives two trials one id, of whatever kind", () => {
    for (const prefix of ["evt", "invoice", "inv"]) {
      assert.notEqual(createIds("n1").freshId(prefix), createIds("n2").freshId(prefix));
    }
  });

  test("knows an id again by its symbol", () => {
    const { freshId, idOf } = createIds("n1");
    for (const prefix of ["evt", "invoice", "inv"])
      assert.equal(freshId(prefix), idOf(`${prefix}_1`));
  });

  test("puts symbols for all ids in a text, also for those that don't show theirs", () => {
    const { freshId, symbolic } = createIds("n1");
    const text = [freshId("invoice"), freshId("inv"), freshId("evt"), freshId("invoice")].join(" ");
    assert.equal(symbolic(text), "invoice_1 inv_1 evt_1 invoice_2");
  });
});
