/** A purchase in a simulated world, up to the moment at which it is to be granted. @module */

import { cartOf } from "../../harness/providers/proxy/verbs.ts";
import type { ProxyCommand } from "../../harness/providers/proxy/world.ts";
import { eventOf, type WebhookEvent } from "../../harness/simulator/event.ts";
import type { Stage } from "../../harness/simulator/stage.ts";

/**
 * Buys three seats, for `buyer_<name>`.
 *
 * @param name Of no other purchase in the world.
 * @returns The event that grants them, `evt_<name>`.
 */
export function purchase(stage: Stage, name: string): WebhookEvent {
  const session = `psess_${name}`;
  const commands: readonly ProxyCommand[] = [
    { do: "create", session, buyer: `buyer_${name}`, items: cartOf(2) },
    { do: "hand_off", session },
    { do: "open", session },
    { do: "pay", session },
  ];
  for (const command of commands) stage.enact(command);
  const granting: ProxyCommand = { do: "make_provisionable", session };
  const step = stage.enact(granting);
  if (!step.ok || step.change === null) throw new Error("Bug: a purchase that can't be granted");
  return eventOf(step.change, `evt_${name}`);
}
