/** Ways of bending the correct receiver of Gwop's webhooks that several mutants share. @module */

import { withParts } from "../../../mutants/bugs/bend.ts";
import { entitlement } from "../../../mutants/entitlement.ts";
import { fieldsOf } from "../../../mutants/envelope.ts";
import type { GwopParts, GwopState } from "../receiver/parts.ts";

/** Calls an event a duplicate where its id was noted, for whatever reason that was done. */
export function callingDuplicate(
  correct: GwopParts,
  noted: ReadonlySet<string>,
): GwopParts["process"] {
  return async (event, verified, context) =>
    noted.has(event.id) ? "duplicate" : correct.process(event, verified, context);
}

/** Applies what waited for a registration by another merge. */
export function adoptingBy(correct: GwopParts, merge: GwopParts["merge"]): GwopParts["adopt"] {
  return (disk, invoice, context) => correct.adopt(disk, invoice, withParts(context, { merge }));
}

/** Reads an event's data with some of its fields changed. */
export function readingData(
  correct: GwopParts,
  change: (fields: Readonly<Record<string, unknown>>) => object,
): GwopParts["snapshotOf"] {
  return (data, about, context) => {
    const fields = fieldsOf(data);
    return correct.snapshotOf(fields === null ? data : change(fields), about, context);
  };
}

/** The envelope of a verified body, as it stands. */
export function envelopeIn(
  correct: GwopParts,
  body: Uint8Array,
): Readonly<Record<string, unknown>> {
  return fieldsOf(correct.parse(correct.decode(body) ?? "")) ?? {};
}

/** Writes an entitlement, and remembers nothing of what the event told. */
export const writeOnly: GwopParts["write"] = entitlement.write;

/** A payment that is enough for anything. */
export function asPaid(state: GwopState, amount: bigint): GwopState {
  const bill = state.bill === undefined ? {} : { bill: { ...state.bill, amount } };
  return { ...state, ...bill, status: "provisionable" };
}
