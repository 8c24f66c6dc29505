/** The event that announces a change. @module */

import type { Change, WorldObject } from "./world.ts";

/** In the fields of one envelope for all senders; on the wire some have other names for them. */
export type WebhookEvent<O extends WorldObject = WorldObject> = {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly data: { readonly object: O };
};

/** @param id The event's own id: the same for every attempt to deliver it. */
export function eventOf<O extends WorldObject>(change: Change<O>, id: string): WebhookEvent<O> {
  const { type, object } = change;
  return { id, type, created_at: object.updated_at, data: { object } };
}
