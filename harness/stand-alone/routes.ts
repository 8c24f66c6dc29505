/** The routes of the simulator that runs by itself, beside the reads of the senders' own APIs. @module */

import { z } from "zod";
import { styleOf } from "../pages/self-contained.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { readOwnText } from "../settings/own-files.ts";
import { parsed } from "../simulator/parsed.ts";
import { partsOf, type RouteDoc } from "../simulator/route-doc.ts";
import {
  type ApiAnswer,
  respond,
  type ServedAnswer,
  type ServedRequest,
  type ServedRoute,
} from "../simulator/serve.ts";
import { present } from "../simulator/world.ts";
import type { Post } from "./courier.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { readFaults } from "./faults.ts";
import { takingForms } from "./forms.ts";
import { live, sinceOf } from "./live.ts";
import { OWN_ROUTES, type OwnRoute } from "./own-routes.ts";
import { document, page } from "./page/page.ts";
import { type Made, type Played, type Player, playing } from "./playing.ts";
import { telling } from "./requests.ts";

/** All that there are. What is not on this list is not answered. */
export const ROUTES: readonly RouteDoc[] = [
  ...PROVIDERS.flatMap(({ standAlone }) => standAlone.routes),
  ...OWN_ROUTES,
];

/** @param id What is in the place of the braces; empty where there are none. */
type Handler = (body: string, request: ServedRequest, id: string) => Awaitable<ServedAnswer>;
type Awaitable<T> = T | Promise<T>;

export function standAloneRoutes(all: readonly Played[], post: Post): ServedRoute {
  const events = new Map<string, Made>();
  const players = all.map((one) => playing(one, events));
  const handlers = handlersOf(players, post, events);
  const own = OWN_ROUTES.map((doc) => ({ doc, handle: handlers[doc.route] }));

  const route: ServedRoute = async (request, body) => {
    for (const { doc, handle } of own) {
      const parts = partsOf(doc, request);
      if (parts !== null) return handle(body, request, parts[0] ?? "");
    }
    const isListed = ROUTES.some((doc) => partsOf(doc, request) !== null);
    if (!isListed || request.method !== "POST") return lost();
    for (const player of players) {
      const answer = await player.part.post(request.path, body, player);
      if (answer !== null) return answer;
    }
    return awayAt(request, all) ?? lost();
  };
  return takingForms(route, { players, post });
}

function handlersOf(
  players: readonly Player[],
  post: Post,
  events: ReadonlyMap<string, Made>,
): Readonly<Record<OwnRoute, Handler>> {
  const faults = readFaults(players);
  const deliveries = deliveryRoutes(post, events);
  const objects = () =>
    players.flatMap(({ stage }) => {
      const world = stage.world();
      return [...world.objects.keys()].flatMap((id) => present(world, id) ?? []);
    });
  return {
    "GET /": () => page({ players, post }, null),
    "GET /simulator/assets/simulator.css": () =>
      document("text/css; charset=utf-8", styleOf(["unseen.css", "simulator.css"])),
    "GET /simulator/assets/simulator.js": () =>
      document("text/javascript; charset=utf-8", readOwnText("harness/pages/assets/simulator.js")),
    "GET /simulator": () =>
      respond(200, {
        objects: objects(),
        holding: post.held.isOn(),
        held: post.held.all(),
        routes: ROUTES.map(({ route }) => route),
      }),
    "GET /simulator/objects/{id}": (_body, _request, id) =>
      found(
        id,
        objects().find((object) => object.id === id),
      ),
    "GET /simulator/events/{id}": (_body, _request, id) => found(id, events.get(id)?.spelled),
    "POST /simulator/commands": (body) => command(players, body),
    "POST /simulator/faults": (body) => faults.plan(body),
    "POST /simulator/release": (body) => faults.release(body),
    "GET /simulator/deliveries": (_body, request) => {
      const since = sinceOf(request);
      return since.ok
        ? respond(200, { deliveries: post.records.after(since.number ?? 0) })
        : since.answer;
    },
    "GET /simulator/live": (_body, request) => live(post.records, request, post.signal),
    "POST /simulator/deliveries": (body) => deliveries.resend(body),
    "POST /simulator/misbehave": (body) => deliveries.misbehave(body),
    "POST /simulator/hold": (body) => deliveries.hold(body),
    "POST /simulator/held": (body) => deliveries.release(body),
  };
}

function command(players: readonly Player[], body: string): Promise<ApiAnswer> {
  const commands = z.union(players.map(({ provider }) => provider.standAlone.command));
  return parsed(z.intersection(telling, commands), body, async ({ event, deliver, ...one }) => {
    const player = players.find(
      ({ provider }) => provider.standAlone.command.safeParse(one).success,
    );
    return player === undefined
      ? respond(400, { error: "nobody takes this command" })
      : player.enact([one], { event, deliver });
  });
}

/** What is said at the routes of a sender that is not played. */
function awayAt(request: ServedRequest, all: readonly Played[]): ApiAnswer | null {
  const away = PROVIDERS.find(
    (provider) =>
      provider.standAlone.routes.some((doc) => partsOf(doc, request) !== null) &&
      all.every((played) => played.provider !== provider),
  );
  return away === undefined ? null : respond(409, { error: away.standAlone.away });
}

function lost(): ApiAnswer {
  return respond(404, { error: "no_such_route", routes: ROUTES.map(({ route }) => route) });
}

function found(id: string, what: object | undefined): ApiAnswer {
  return what === undefined ? respond(404, { error: `there is no ${id}` }) : respond(200, what);
}
