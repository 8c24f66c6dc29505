/**
 * What a story grants, once everything that was acknowledged is applied: as numbers, to be compared
 * with what a receiver's own effects add up to.
 *
 * @see docs/harness.md#side-effects
 * @module
 */

import type { Stage } from "../simulator/stage.ts";
import type { ExpectedRecord } from "../trial/expected-record.ts";
import type { Trial } from "../trial/trial.ts";

/** What an effect is carried out for: each purchase, or each unit of one. */
export type Counted = "grants" | "units";

/** @returns How many there are, over all buyers of a trial; null where that is not certain. */
export function owedIn(
  { stage, expected }: Pick<Trial, "expected"> & { readonly stage: Pick<Stage, "world"> },
  counted: Counted,
): number | null {
  const objects = [...stage.world().objects.values()].flatMap((states) => states.slice(0, 1));
  const buyers = new Set(objects.map(({ buyer_reference }) => buyer_reference));
  let sum = 0;
  for (const record of [...buyers].flatMap(expected)) {
    const owed = owedOf(record, counted);
    if (owed === null) return null;
    sum += owed;
  }
  return sum;
}

/** A subscription that was heard of may have taken its session's place before that granted, or after. */
function owedOf(record: ExpectedRecord, counted: Counted): number | null {
  switch (record.access) {
    case "none":
    case "unavailable_or_none":
      return 0;
    case "granted":
      if (record.kind === "recurring") return null;
      return counted === "units" ? record.quantity : 1;
    case "restricted":
    case "ended":
    case "ended_or_granted":
    case "none_that_grants":
      return null;
  }
}
