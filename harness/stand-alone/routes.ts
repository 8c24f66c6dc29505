/** The routes of the simulator that runs by itself, beside those of the senders' own APIs. @module */

import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { PlayedCommands, PlayedStage } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { eventOf, type WebhookEvent } from "../simulator/event.ts";
import { parsed } from "../simulator/parsed.ts";
import { type ApiAnswer, type Route, respond } from "../simulator/serve.ts";
import type { Stage } from "../simulator/stage.ts";
import { type Command, present } from "../simulator/world.ts";
import type { Deliver } from "./courier.ts";
import { planned } from "./faults.ts";
import type { PlayedPart } from "./options.ts";
import { type Telling, telling } from "./requests.ts";

/** A sender that is played, on a stage of its own. */
export type Played = PlayedPart & { readonly stage: Stage; readonly deliver: Deliver };

const ROUTES: readonly string[] = [
  ...PROVIDERS.flatMap(({ standAlone }) => standAlone.routes),
  "GET /simulator",
  "GET /simulator/objects/{id}",
  "GET /simulator/events/{id}",
  "POST /simulator/commands",
  "POST /simulator/faults",
  "POST /simulator/release",
];

const DELIVERED: Telling = { deliver: true };

type Made = { readonly event: WebhookEvent; readonly spelled: object };

export function standAloneRoutes(all: readonly Played[]): Route {
  /** By their ids, as they go on the wire. */
  const events = new Map<string, Made>();
  const players = all.map((one) => ({ ...one, ...playing(one, events) }));
  const faults = planned(all);

  const command = (body: string): Promise<ApiAnswer> => {
    const commands = z.union(all.map(({ provider }) => provider.standAlone.command));
    const told = z.intersection(telling, commands);
    return parsed(told, body, async ({ event, deliver, ...one }) => {
      const player = players.find(
        ({ provider }) => provider.standAlone.command.safeParse(one).success,
      );
      return player === undefined
        ? respond(400, { error: "nobody takes this command" })
        : player.enact([one], { event, deliver });
    });
  };

  const post = async (path: string, body: string): Promise<ApiAnswer | null> => {
    if (path === "/simulator/commands") return command(body);
    for (const player of players) {
      const answer = await player.part.post(path, body, player);
      if (answer !== null) return answer;
    }
    return (await faults(path, body)) ?? awayAt(path, all);
  };

  return async ({ method, path }, body) => {
    const answer =
      method === "GET"
        ? read(all, events, path)
        : method === "POST"
          ? await post(path, body)
          : null;
    return answer ?? respond(404, { error: "no_such_route", routes: ROUTES });
  };
}

/** How one sender's commands are carried out and told of: scripts name the event, and deliver it themselves. */
function playing({ provider, part, stage, deliver }: Played, events: Map<string, Made>) {
  const play = async (
    commands: readonly Command[],
    told: Telling = DELIVERED,
  ): Promise<PlayedCommands> => {
    const made: WebhookEvent[] = [];
    for (const one of commands) {
      const step = stage.enact(one);
      if (!step.ok) return { ok: false, refusal: step.refusal };
      if (step.change !== null) made.push(eventOf(step.change, told.event ?? newId("evt")));
    }
    for (const event of made) {
      events.set(event.id, { event, spelled: part.sender.wire.spell(event) });
    }
    const answered = async (event: WebhookEvent) => ({
      id: event.id,
      type: event.type,
      answered: await deliver(event),
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
    const played = await play(commands, told);
    if (!played.ok) return respond(409, { error: played.refusal });
    const ids = commands.flatMap((one) => provider.standAlone.idsOf(one));
    return respond(200, { objects: [...new Set(ids)], events: played.told });
  };
  return { play, enact } satisfies Omit<PlayedStage, "stage">;
}

/** What is said at the routes of a sender that is not played. */
function awayAt(path: string, all: readonly Played[]): ApiAnswer | null {
  const away = PROVIDERS.find(
    (provider) =>
      provider.standAlone.routes.includes(`POST ${path}`) &&
      all.every((played) => played.provider !== provider),
  );
  return away === undefined ? null : respond(409, { error: away.standAlone.away });
}

function read(
  all: readonly Played[],
  events: ReadonlyMap<string, Made>,
  path: string,
): ApiAnswer | null {
  const objectOf = (id: string) =>
    all.map(({ stage }) => present(stage.world(), id)).find((object) => object !== undefined);
  if (path === "/simulator") {
    const objects = all.flatMap(({ stage }) => [...stage.world().objects.keys()].map(objectOf));
    return respond(200, { objects, routes: ROUTES });
  }
  const [, collection, id] = /^\/simulator\/(objects|events)\/([^/]+)$/.exec(path) ?? [];
  if (collection === undefined || id === undefined) return null;
  const found = collection === "objects" ? objectOf(id) : events.get(id)?.spelled;
  return found === undefined ? noSuch(id) : respond(200, found);
}

/** An id that nobody has given. */
function newId(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString("hex")}`;
}

function noSuch(id: string): ApiAnswer {
  return respond(404, { error: `there is no ${id}` });
}
