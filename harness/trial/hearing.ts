/**
 * What the target was sent and what it acknowledged: all that an oracle may go by.
 *
 * An object counts as heard of once an event about it was acknowledged.
 *
 * @module
 */

import type { WebhookEvent } from "../simulator/event.ts";
import type { WorldObject } from "../simulator/world.ts";
import type { Heard } from "./sender.ts";

export type Hearing = {
  readonly noteSent: (event: WebhookEvent) => void;
  readonly noteAcknowledged: (event: WebhookEvent) => void;
  /** The states that events told of which were sent, whether or not they were acknowledged. */
  readonly sent: Heard;
  /** The states that acknowledged events told of. */
  readonly heard: Heard;
};

export function createHearing(): Hearing {
  const sent = new Map<string, Set<WorldObject>>();
  const heard = new Map<string, Set<WorldObject>>();
  return {
    noteSent: ({ data }) => add(sent, data.object),
    noteAcknowledged: ({ data }) => add(heard, data.object),
    sent,
    heard,
  };
}

function add(states: Map<string, Set<WorldObject>>, state: WorldObject): void {
  states.set(state.id, (states.get(state.id) ?? new Set()).add(state));
}
