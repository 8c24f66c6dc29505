/** What a target flags about an invoice, so that a person looks at it. @see docs/target-contract.md#an-invoices-record @module */

import { Broken, Untested } from "../../target/verdict.ts";
import { expectedFlags, FLAGS } from "./oracle.ts";
import type { Issued } from "./stories.ts";
import type { GwopTrial } from "./trial.ts";
import { heardOf } from "./trial.ts";

/**
 * Compares the flags of an invoice's record with the oracle's. A record without flags has none, and
 * those that are nobody's are passed over: a receiver may have its own.
 *
 * @returns False where there is no record to compare.
 * @throws {Broken} If a flag is missing, or there without a reason.
 */
export async function compareFlags(trial: GwopTrial, { buyer, invoice }: Issued): Promise<boolean> {
  const row = (await trial.readRecords(buyer)).find(({ source }) => source === invoice);
  if (row === undefined) return false;

  const expected = expectedFlags(heardOf(trial, invoice));
  const shown = FLAGS.filter((flag) => row.flags?.includes(flag));
  if (shown.join() !== expected.join()) {
    throw new Broken(`${invoice}: expected ${inWords(expected)}, shown ${inWords(shown)}`);
  }
  return true;
}

/** @throws {Untested} Also where the target shows no record of the invoice. */
export async function expectFlags(trial: GwopTrial, issued: Issued): Promise<void> {
  if (!(await compareFlags(trial, issued))) {
    throw new Untested("the probe shows no record of what was not granted");
  }
}

function inWords(flags: readonly string[]): string {
  return flags.length === 0 ? "no flag" : `the flags ${flags.join(", ")}`;
}
