/** Whether two answers tell their receiver the same. @module */

import { Buffer } from "node:buffer";
import type { Delivery } from "../../courier/delivery.ts";
import { describe } from "../../courier/outcome.ts";
import { ping } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";

export type Answers = { readonly status: string; readonly bodies: readonly [string, string] };

/** Asks twice, so that what differs by itself (a request id, a time) is not taken for a hint. */
export async function answersTo(trial: Trial, oddity: Delivery): Promise<Answers> {
  const first = await trial.deliver({ ...ping(trial), ...oddity });
  const second = await trial.deliver({ ...ping(trial), ...oddity });
  const bodyOf = (outcome: typeof first): string =>
    outcome.kind === "answered" ? Buffer.from(outcome.answer.body).toString("latin1") : "";
  return { status: describe(first), bodies: [bodyOf(first), bodyOf(second)] };
}

/** Bodies that differ between two answers to the same are not compared at all. */
export function tellsApart(one: Answers, other: Answers): boolean {
  if (one.status !== other.status) return true;
  const isSteady = [one, other].every(({ bodies: [first, second] }) => first === second);
  return isSteady && one.bodies[0] !== other.bodies[0];
}
