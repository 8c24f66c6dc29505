/** Worlds of Proxy's that tests play, and the order that all of them keep. @module */

import assert from "node:assert/strict";
import type { History } from "../../histories/history.ts";
import { planOf } from "../../histories/plan.ts";
import { nanosecondsOf } from "../../simulator/instant.ts";
import { emptyWorld } from "../../simulator/world.ts";
import { playOf } from "../testing.ts";
import { compareTied } from "./objects.ts";
import { cartOf } from "./verbs.ts";
import { enact, type ProxyCommand, type ProxyWorld } from "./world.ts";

/** Carries out commands that can't be refused. */
export function played(...commands: readonly ProxyCommand[]): ProxyWorld {
  return commands.reduce<ProxyWorld>((world, command) => {
    const step = enact(world, command);
    assert.ok(step.ok, JSON.stringify(command));
    return step.world;
  }, emptyWorld(0));
}

/** The world once all of a history has happened in it. */
export function worldAfter(history: History): ProxyWorld {
  return played(...commandsOf(history));
}

export function commandsOf(history: History): readonly ProxyCommand[] {
  // What a history comes to in Proxy's play are Proxy's commands.
  return planOf(history, playOf("proxy")).moves.flat() as ProxyCommand[];
}

/** Fails unless A11 tells every state of every object from the one before it. */
export function expectStrictOrder(world: ProxyWorld): void {
  for (const states of world.objects.values()) {
    states.slice(1).forEach((state, index) => {
      const before = states[index];
      assert.ok(before !== undefined);
      const apart = nanosecondsOf(state.updated_at) - nanosecondsOf(before.updated_at);
      assert.ok(apart > 0n || (apart === 0n && compareTied(state, before) > 0));
    });
  }
}

export const session = "psess_1";
export const subscription = "psub_1";
export const OPENED: readonly ProxyCommand[] = [
  { do: "create", session, buyer: "buyer_1", items: cartOf(2) },
  { do: "hand_off", session },
  { do: "open", session },
];
export const SUBSCRIBED: readonly ProxyCommand[] = [
  ...OPENED,
  { do: "pay", session },
  { do: "start_subscription", session, subscription, trial: false },
];
