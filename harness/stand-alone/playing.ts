/** How one sender's commands are carried out, and told of. @module */

import { randomBytes } from "node:crypto";
import type { PlayedCommands, PlayedStage } from "../providers/provider.ts";
import { eventOf, type WebhookEvent } from "../simulator/event.ts";
import { type ApiAnswer, respond } from "../simulator/serve.ts";
import type { Stage } from "../simulator/stage.ts";
import type { Command } from "../simulator/world.ts";
import type { Courier } from "./courier.ts";
import type { PlayedPart } from "./options.ts";
import type { Telling } from "./requests.ts";

/** A sender that is played, on a stage of its own. */
export type Played = PlayedPart & { readonly stage: Stage; readonly courier: Courier };

/** An event, as it goes on the wire, and by whom it is sent. */
export type Made = {
  readonly event: WebhookEvent;
  readonly spelled: object;
  readonly courier: Courier;
  readonly player: Pick<Played, "part">;
};

export type Player = Played &
  Omit<PlayedStage, "stage"> & {
    /** Scripts name the event, and deliver it themselves. */
    readonly enact: (commands: readonly Command[], told?: Telling) => Promise<ApiAnswer>;
  };

const DELIVERED: Telling = { deliver: true };

/** @param events Those that were made, by their ids: this one's are put there. */
export function playing(played: Played, events: Map<string, Made>): Player {
  const { provider, part, stage, courier } = played;
  const play = async (
    commands: readonly Command[],
    told: Telling = DELIVERED,
  ): Promise<PlayedCommands> => {
    const made: WebhookEvent[] = [];
    for (const one of commands) {
      const step = stage.enact(one);
      if (!step.ok) return { ok: false, refusal: step.refusal };
      if (step.change !== null) made.push(eventOf(step.change, told.event ?? newEventId()));
    }
    for (const event of made) {
      const spelled = part.sender.wire.spell(event);
      events.set(event.id, { event, spelled, courier, player: played });
    }
    const answered = async (event: WebhookEvent) => ({
      id: event.id,
      type: event.type,
      answered: await courier.deliver(event),
    });
    return { ok: true, told: told.deliver ? await Promise.all(made.map(answered)) : made };
  };

  const enact = async (
    commands: readonly Command[],
    told: Telling = DELIVERED,
  ): Promise<ApiAnswer> => {
    if (told.event !== undefined && events.has(told.event)) {
      return respond(409, { error: `${told.event} exists already` });
    }
    const result = await play(commands, told);
    if (!result.ok) return respond(409, { error: result.refusal });
    const ids = commands.flatMap((one) => provider.standAlone.idsOf(one));
    return respond(200, { objects: [...new Set(ids)], events: result.told });
  };
  return { ...played, play, enact };
}

/** An id that nobody has given. */
function newEventId(): string {
  return `evt_${randomBytes(8).toString("hex")}`;
}
