/** Takes an event of Gwop's up again: all that is known of its invoice is folded once more. @module */

import type { Intake } from "../intake.ts";
import type { RecordedEvent, TakenUp } from "../provider.ts";
import { refold } from "./refold.ts";

/**
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. Nothing is lost: do it again.
 */
export async function takeUpAgain(
  intake: Intake,
  { objectId, otherId }: RecordedEvent,
): Promise<TakenUp> {
  if (objectId === null) return { ok: true, outcome: "unchanged" };
  const outcome = await intake.run((desk) => refold(desk, { id: objectId, otherId }));
  return { ok: true, outcome };
}
