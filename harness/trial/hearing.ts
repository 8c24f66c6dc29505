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
  /** Something was answered, whatever it was: from now on the target may be at work. */
  readonly noteAnswered: () => void;
  readonly noteAcknowledged: (event: WebhookEvent) => void;
  /** What acknowledged events told of can be seen on the probe. */
  readonly noteShown: (states: readonly WorldObject[]) => void;
  /** The states that events told of which were sent, whether or not they were acknowledged. */
  readonly sent: Heard;
  /** The states that acknowledged events told of. */
  readonly heard: Heard;
  /** Those of them that were to be seen: where an event may be applied later, the rest is not due. */
  readonly shown: Heard;
  /** In milliseconds, by the clock of `performance.now()`. */
  readonly answeredAt: () => number;
};

type States = Map<string, Set<WorldObject>>;

export function createHearing(): Hearing {
  const sent: States = new Map();
  const heard: States = new Map();
  const shown: States = new Map();
  let answeredAt = Number.NEGATIVE_INFINITY;
  return {
    noteSent: ({ data }) => add(sent, data.object),
    noteAnswered: () => {
      answeredAt = performance.now();
    },
    noteAcknowledged: ({ data }) => add(heard, data.object),
    noteShown: (states) => {
      for (const state of states) add(shown, state);
    },
    sent,
    heard,
    shown,
    answeredAt: () => answeredAt,
  };
}

function add(states: States, state: WorldObject): void {
  states.set(state.id, (states.get(state.id) ?? new Set()).add(state));
}
