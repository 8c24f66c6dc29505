import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PROVIDERS } from "../providers/providers.ts";
import { CATALOGUE, INVARIANTS } from "./catalogue.ts";
import { explainUnmatched, ofProviders, select } from "./select.ts";

function idsOf(...only: readonly string[]): readonly string[] {
  const selection = select(CATALOGUE, only);
  assert.ok(selection.ok);
  return selection.requirements.map(({ id }) => id);
}

const NAMES = PROVIDERS.map(({ name }) => name);

describe("ofProviders()", () => {
  test("leaves the requirements of some senders' endpoints", () => {
    const ids = (...providers: readonly string[]) =>
      ofProviders(CATALOGUE, providers).map(({ id }) => id);
    assert.ok(ids("gwop").every((id) => id.startsWith("gwop/")));
    assert.ok(ids("proxy").every((id) => id.split("/").length === 2));
    assert.deepEqual(
      ids(...NAMES),
      CATALOGUE.map(({ id }) => id),
    );
  });
});

describe("select()", () => {
  test("selects everything where nothing was asked for", () => {
    assert.equal(idsOf().length, CATALOGUE.length);
  });

  test("selects by id, by area, and the invariants by their name, in the catalogue's order", () => {
    assert.deepEqual(idsOf("order/any-order"), ["order/any-order"]);
    assert.ok(idsOf("time").every((id) => /^([a-z]+\/)?time\//.test(id)));
    assert.ok(idsOf("gwop").every((id) => id.startsWith("gwop/")));
    const ofEach = NAMES.map((name) => idsOf(name).length);
    assert.equal(
      ofEach.reduce((sum, length) => sum + length),
      CATALOGUE.length,
    );
    assert.ok(idsOf("gwop/time").every((id) => id.startsWith("gwop/time/")));
    assert.deepEqual(idsOf("invariants").toSorted(), INVARIANTS.map(({ id }) => id).toSorted());
    assert.deepEqual(idsOf("time", "body"), idsOf("body", "time"));
  });

  test("passes over nothing that matches nothing", () => {
    assert.deepEqual(select(CATALOGUE, ["time", "tim", "no/such"]), {
      ok: false,
      unmatched: ["tim", "no/such"],
    });
    assert.match(explainUnmatched("gwop/time", CATALOGUE), /endpoint of gwop, .*--provider all/);
    assert.match(explainUnmatched("order/any-order", CATALOGUE), /endpoint of proxy/);
    assert.match(explainUnmatched("gwop/no-such", CATALOGUE), /matches no requirement/);
    assert.match(explainUnmatched("no/such", CATALOGUE), /--only no\/such matches no requirement/);
  });
});
