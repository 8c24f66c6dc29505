/** The routes of the simulator that runs by itself, beside those of Proxy's own API. @module */

import { z } from "zod";
import { bill, type Played } from "../providers/gwop/stand-alone.ts";
import { handOff, openByPayer } from "../providers/proxy/stand-alone.ts";
import { type ApiAnswer, respond } from "../providers/proxy/state-api.ts";
import { eventOf, spellingOf, type WebhookEvent } from "../simulator/event.ts";
import type { ReadFault } from "../simulator/fault.ts";
import type { Route } from "../simulator/serve.ts";
import type { Stage } from "../simulator/stage.ts";
import { type Command, statesOf } from "../simulator/world.ts";
import { parseJson } from "../target/parse-json.ts";
import type { Deliver } from "./courier.ts";
import type { GwopPart } from "./options.ts";
import {
  command,
  type FaultRequest,
  faults,
  invoice,
  purchase,
  release,
  subscribe,
} from "./requests.ts";
import { newId, purchaseOf, subscriptionOf } from "./stories.ts";

const ROUTES = [
  "GET /proxy_sessions/{id}",
  "GET /subscriptions/{id}",
  "POST /proxy_sessions/handoff",
  "POST /proxy_sessions/{id}/payer_opened",
  "GET /simulator",
  "GET /simulator/objects/{id}",
  "GET /simulator/events/{id}",
  "POST /simulator/purchase",
  "POST /simulator/subscribe",
  "POST /simulator/invoice",
  "POST /simulator/commands",
  "POST /simulator/faults",
  "POST /simulator/release",
] as const;

/** How a list of commands is told of: scripts name the event, and deliver it themselves. */
type Telling = { readonly event?: string | undefined; readonly deliver: boolean };

const DELIVERED: Telling = { deliver: true };

/** @param gwop Null where Gwop is not played. */
export function standAloneRoutes(
  stage: Stage,
  { deliver, gwop }: { readonly deliver: Deliver; readonly gwop: GwopPart | null },
): Route {
  const events = new Map<string, WebhookEvent>();
  const held = new Map<string, readonly (() => void)[]>();

  const play = async (
    commands: readonly Command[],
    telling: Telling = DELIVERED,
  ): Promise<Played> => {
    const made: WebhookEvent[] = [];
    for (const one of commands) {
      const step = stage.enact(one);
      if (!step.ok) return { ok: false, refusal: step.refusal };
      if (step.change !== null) made.push(eventOf(step.change, telling.event ?? newId("evt")));
    }
    for (const event of made) events.set(event.id, event);
    const told = telling.deliver ? await Promise.all(made.map(answeredBy(deliver))) : made;
    return { ok: true, told };
  };

  const enact = async (
    commands: readonly Command[],
    telling: Telling = DELIVERED,
  ): Promise<ApiAnswer> => {
    if (telling.event !== undefined && events.has(telling.event)) {
      return respond(409, { error: `${telling.event} exists already` });
    }
    const played = await play(commands, telling);
    if (!played.ok) return respond(409, { error: played.refusal });
    return respond(200, {
      objects: [...new Set(commands.flatMap(idsOf))],
      events: played.told,
    });
  };

  const misbehave = async (id: string, planned: readonly FaultRequest[]): Promise<ApiAnswer> => {
    if (statesOf(stage.world(), id) === undefined) return noSuch(id);
    if (planned.length === 0) stage.behave(id);
    const ready = planned.map(withRelease);
    held.set(id, [...(held.get(id) ?? []), ...ready.flatMap(({ letGo }) => letGo ?? [])]);
    stage.misbehave(
      id,
      ready.map(({ fault }) => fault),
    );
    return respond(200, { id, faults: planned });
  };

  const letGo = async (id: string): Promise<ApiAnswer> => {
    const waiting = held.get(id) ?? [];
    held.delete(id);
    for (const go of waiting) go();
    return respond(200, { id, released: waiting.length });
  };

  const post = async (path: string, body: string): Promise<ApiAnswer | null> => {
    switch (path) {
      case "/proxy_sessions/handoff":
        return handOff(stage, body, newId("psess"));
      case "/simulator/purchase":
        return parsed(purchase, body, (wish) => enact(purchaseOf(wish)));
      case "/simulator/subscribe":
        return parsed(subscribe, body, (wish) => enact(subscriptionOf(wish)));
      case "/simulator/invoice":
        return parsed(invoice, body, (wish) => bill(wish, { stage, gwop, play }));
      case "/simulator/commands":
        return parsed(command, body, ({ event, deliver, ...one }) =>
          enact([one], { event, deliver }),
        );
      case "/simulator/faults":
        return parsed(faults, body, ({ id, faults }) => misbehave(id, faults));
      case "/simulator/release":
        return parsed(release, body, ({ id }) => letGo(id));
      default:
        return openByPayer(stage, path);
    }
  };

  return async ({ method, path }, body) => {
    const answer =
      method === "GET"
        ? read(stage, events, path)
        : method === "POST"
          ? await post(path, body)
          : null;
    return answer ?? respond(404, { error: "no_such_route", routes: ROUTES });
  };
}

function read(
  stage: Stage,
  events: ReadonlyMap<string, WebhookEvent>,
  path: string,
): ApiAnswer | null {
  const world = stage.world();
  const present = (id: string) => (statesOf(world, id) ?? world.invoices.get(id))?.at(-1);
  if (path === "/simulator") {
    const { sessions, subscriptions, invoices } = world;
    const objects = [...sessions.keys(), ...subscriptions.keys(), ...invoices.keys()].map(present);
    return respond(200, { objects, routes: ROUTES });
  }
  const [, collection, id] = /^\/simulator\/(objects|events)\/([^/]+)$/.exec(path) ?? [];
  if (collection === undefined || id === undefined) return null;
  const event = events.get(id);
  const spelled = event === undefined ? undefined : spellingOf(event);
  const found = collection === "objects" ? present(id) : spelled;
  return found === undefined ? noSuch(id) : respond(200, found);
}

function answeredBy(deliver: Deliver) {
  return async (event: WebhookEvent) => ({
    id: event.id,
    type: event.type,
    answered: await deliver(event),
  });
}

/** A read that is held is let go by a request of its own. */
function withRelease(wish: FaultRequest): {
  readonly fault: ReadFault;
  readonly letGo?: () => void;
} {
  if (wish.kind !== "hold") return { fault: wish };
  const gate = Promise.withResolvers<void>();
  return {
    fault: { ...wish, reached: () => {}, release: gate.promise },
    letGo: () => gate.resolve(),
  };
}

async function parsed<T>(
  schema: z.ZodType<T>,
  body: string,
  use: (value: T) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const json = parseJson(body);
  if (json === undefined) return respond(400, { error: "the body is not JSON" });
  const result = schema.safeParse(json);
  return result.success ? use(result.data) : respond(400, { error: z.prettifyError(result.error) });
}

function idsOf(one: Command): readonly string[] {
  return [
    ...("session" in one ? [one.session] : []),
    ...("subscription" in one ? [one.subscription] : []),
    ...("invoice" in one ? [one.invoice] : []),
  ];
}

function noSuch(id: string): ApiAnswer {
  return respond(404, { error: `there is no ${id}` });
}
