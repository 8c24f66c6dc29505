import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { emptyWorld } from "../simulator/world.ts";
import type { ExpectedAccess, ExpectedRecord } from "../trial/expected-record.ts";
import { owedIn } from "./owed.ts";

const OBJECT = { status: "", created_at: "", updated_at: "2026-11-21T00:00:00.000Z" };

/** A trial in which each of these records is another buyer's. */
function trialOf(records: readonly ExpectedRecord[]) {
  const objects = new Map(
    records.map(({ source }) => [source, [{ ...OBJECT, id: source, buyer_reference: source }]]),
  );
  return {
    stage: { world: () => ({ ...emptyWorld(0), objects }) },
    expected: (buyer: string) => records.filter(({ source }) => source === buyer),
  };
}

function purchase(access: ExpectedAccess, quantity: number | null): ExpectedRecord {
  return { kind: "one_time", source: `psess_${access}_${quantity}`, access, quantity };
}

function subscription(access: ExpectedAccess): ExpectedRecord {
  const terms = { renews: true, accessUntil: null, startedWithQuantity: 1 };
  return { kind: "recurring", source: `psub_${access}`, access, ...terms };
}

describe("owedIn()", () => {
  test("counts purchases that are granted, and their units, over all buyers", () => {
    const trial = trialOf([
      purchase("granted", 3),
      purchase("granted", 4),
      purchase("unavailable_or_none", 9),
      purchase("none", 9),
      subscription("none"),
    ]);
    assert.equal(owedIn(trial, "grants"), 2);
    assert.equal(owedIn(trial, "units"), 7);
  });

  test("counts no units where a cart has none that are known", () => {
    const trial = trialOf([purchase("granted", null)]);
    assert.equal(owedIn(trial, "grants"), 1);
    assert.equal(owedIn(trial, "units"), null);
  });

  test("is not certain of a subscription that was heard of, nor of its session", () => {
    for (const record of [
      subscription("granted"),
      subscription("ended"),
      purchase("none_that_grants", 1),
    ]) {
      assert.equal(owedIn(trialOf([record]), "grants"), null, record.source);
    }
  });
});
