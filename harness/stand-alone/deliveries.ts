/** What is asked of deliveries: to send again, to misbehave, to wait, and to be let go in any order. @module */

import { parsed } from "../simulator/parsed.ts";
import { type ApiAnswer, respond } from "../simulator/serve.ts";
import type { Post } from "./courier.ts";
import type { Made } from "./playing.ts";
import { held, hold, type Misbehaviour, misbehave, resend } from "./requests.ts";

/** @returns What answers the routes of deliveries, by their bodies. */
export function deliveryRoutes(post: Post, events: ReadonlyMap<string, Made>) {
  const again = async (id: string, how: Misbehaviour | null): Promise<ApiAnswer> => {
    const made = events.get(id);
    if (made === undefined) return respond(404, { error: `there is no event ${id}` });
    if (how?.kind === "lag" && made.player.part.api === null) {
      return respond(409, { error: "misbehave: nothing lags here, for this sender has no reads" });
    }
    return respond(200, await made.courier.resend(made.event, how));
  };

  /** One after the other: what is released first is answered first. */
  const letGo = async (ids: readonly string[]) => {
    const taken = [...new Set(ids)].flatMap((event) => {
      const send = post.held.take(event);
      return send === undefined ? [] : [{ event, send }];
    });
    const sent: { readonly event: string; readonly answered: string }[] = [];
    for (const { event, send } of taken) sent.push({ event, answered: await send() });
    return sent;
  };

  const waiting = (): readonly string[] => post.held.all().map(({ event }) => event);

  return {
    resend: (body: string) => parsed(resend, body, (wish) => again(wish.event, wish.misbehave)),
    misbehave: (body: string) =>
      parsed(misbehave, body, async ({ deliveries }) => {
        if (deliveries.length === 0) post.planned.length = 0;
        post.planned.push(...deliveries);
        return respond(200, { deliveries: post.planned });
      }),
    hold: (body: string) =>
      parsed(hold, body, async ({ hold: on }) => {
        post.held.turn(on);
        const sent = on ? [] : await letGo(waiting());
        return respond(200, { holding: on, sent: sent.map(({ event }) => event) });
      }),
    release: (body: string) =>
      parsed(held, body, async ({ events: ids }) => {
        const unknown = ids.find((id) => !waiting().includes(id));
        if (unknown !== undefined) {
          return respond(404, { error: `no delivery of ${unknown} is held` });
        }
        return respond(200, { sent: await letGo(ids) });
      }),
  };
}
