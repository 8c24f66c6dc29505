/** What was delivered and what was answered, in words. @module */

import { padded, widthOf } from "../settings/columns.ts";

/** One delivery that was made: `deliver  evt_2  subscription.renewed → 200`. */
export type Told = { readonly label: string; readonly answer: string };

/**
 * Draws deliveries that were in flight together, a lane each; a single one is a plain line.
 *
 * @returns One line a delivery.
 */
export function drawBurst(deliveries: readonly Told[]): readonly string[] {
  const [only] = deliveries;
  if (deliveries.length === 1 && only !== undefined) {
    return [`deliver  ${only.label} → ${only.answer}`];
  }
  const widest = Math.max(0, ...deliveries.map(({ label }) => widthOf(label)));
  return deliveries.map(
    ({ label, answer }, lane) =>
      `${lane === 0 ? "together" : "        "} ├── ${padded(label, widest)} ──┤ ${answer}`,
  );
}
