/** A history that was played, in words: what the sender did, what was delivered, what was answered. @module */

import type { Command } from "../simulator/world.ts";

export function wordsFor(command: Command): string {
  switch (command.do) {
    case "wait":
      return `time passes: ${command.ms} ms`;
    case "create":
      return `Proxy creates ${command.session} for ${command.buyer}`;
    case "start_subscription":
      return `Proxy starts ${command.subscription} from ${command.session}`;
    case "issue":
      return `Gwop issues ${command.invoice} for ${command.buyer}, versions ${command.versions}`;
    case "register":
      return `the app registers ${command.invoice}`;
    default: {
      const deed = command.do.replaceAll("_", " ");
      if ("invoice" in command) return `Gwop ${deed}: ${command.invoice}`;
      return `Proxy ${deed}: ${"session" in command ? command.session : command.subscription}`;
    }
  }
}

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
  const widest = Math.max(0, ...deliveries.map(({ label }) => label.length));
  return deliveries.map(
    ({ label, answer }, lane) =>
      `${lane === 0 ? "together" : "        "} ├── ${label.padEnd(widest)} ──┤ ${answer}`,
  );
}
