/**
 * The simulator by itself: a local Proxy to develop a receiver against.
 *
 * It serves the documented API, takes commands over HTTP, and delivers the events that they make.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Endpoint, requestOf } from "../courier/delivery.ts";
import { sendOverWire } from "../courier/wire.ts";
import { describe, isAccepted } from "../expect.ts";
import type { ApiAnswer } from "./api.ts";
import { eventOf, type ProxyEvent } from "./event.ts";
import { handOff, openByPayer } from "./handoff.ts";
import type { SimulatorOptions } from "./options.ts";
import { type Route, serveApi } from "./serve.ts";
import { SESSION_COMMANDS } from "./session-moves.ts";
import { createTheatre, type Stage } from "./stage.ts";
import { SUBSCRIPTION_COMMANDS } from "./subscription-moves.ts";
import { type Command, statesOf } from "./world.ts";

const ANSWER_WITHIN_MS = 10_000;
const FIRST_RETRY_MS = 500;
const RETRY_MS_MAX = 30_000;

const buyer = z.string().min(1).max(255);
const purchase = z.strictObject({ buyer_reference: buyer, quantity: z.int().min(1).default(1) });
const subscribe = z.strictObject({ buyer_reference: buyer, trial: z.boolean().default(false) });
const command = z.union([
  z.strictObject({ do: z.enum(SESSION_COMMANDS), session: z.string() }),
  z.strictObject({ do: z.enum(SUBSCRIPTION_COMMANDS), subscription: z.string() }),
  z.strictObject({ do: z.literal("wait"), ms: z.int().min(1) }),
]);

/** Serves until the signal aborts. @param say Writes one line. */
export async function standAlone(
  options: SimulatorOptions,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const theatre = createTheatre(Date.now);
  const stage = theatre.open();
  const endpoint: Endpoint = {
    webhook: options.endpoint,
    scheme: options.scheme,
    secrets: [options.secret],
  };
  const routes = routesOf(stage, (event) => deliver(endpoint, event, signal, say));
  const api = await serveApi(theatre, { ...options, routes });
  say(`Proxy's API at ${api.url}, delivering to ${options.endpoint.href}`);
  try {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  } finally {
    await api.close();
  }
}

type Deliver = (event: ProxyEvent) => Promise<string>;

function routesOf(stage: Stage, deliver: Deliver): Route {
  const carryOut = (commands: readonly Command[]) => enactAll(stage, commands, deliver);

  return async ({ method, path, authorization: _ }, body) => {
    if (method === "GET") return readWorld(stage, path);
    if (method !== "POST") return null;
    switch (path) {
      case "/proxy_sessions/handoff":
        return handOff(stage, body, newId("psess"));
      case "/simulator/purchase":
        return parsed(purchase, body, ({ buyer_reference, quantity }) => {
          const session = newId("psess");
          const items = [{ id: "item_1", name: "Credits", amountMinor: 1000, quantity }];
          return carryOut([
            { do: "create", session, buyer: buyer_reference, items },
            { do: "hand_off", session },
            { do: "open", session },
            { do: "pay", session },
            { do: "make_provisionable", session },
          ]);
        });
      case "/simulator/subscribe":
        return parsed(subscribe, body, ({ buyer_reference, trial }) => {
          const session = newId("psess");
          const subscription = newId("psub");
          const items = [{ id: "seat", name: "Seat", amountMinor: 1000, quantity: 1 }];
          return carryOut([
            { do: "create", session, buyer: buyer_reference, items },
            { do: "hand_off", session },
            { do: "open", session },
            { do: "pay", session },
            { do: "start_subscription", session, subscription, trial },
            { do: "make_provisionable", session },
          ]);
        });
      case "/simulator/commands":
        return parsed(command, body, (one) => carryOut([one]));
      default:
        return openByPayer(stage, path);
    }
  };
}

async function parsed<T>(
  schema: z.ZodType<T>,
  body: string,
  use: (value: T) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return respond(400, { error: "the body is not JSON" });
  }
  const result = schema.safeParse(json);
  return result.success ? use(result.data) : respond(400, { error: z.prettifyError(result.error) });
}

async function enactAll(
  stage: Stage,
  commands: readonly Command[],
  deliver: Deliver,
): Promise<ApiAnswer> {
  const events: ProxyEvent[] = [];
  for (const one of commands) {
    const step = stage.enact(one);
    if (!step.ok) return respond(409, { error: step.refusal });
    if (step.change !== null) events.push(eventOf(step.change, newId("evt")));
  }
  const answers = await Promise.all(events.map(deliver));
  return respond(200, {
    objects: [...new Set(commands.flatMap(idsOf))],
    events: events.map(({ id, type }, index) => ({ id, type, answered: answers[index] })),
  });
}

function idsOf(one: Command): readonly string[] {
  return [
    ...("session" in one ? [one.session] : []),
    ...("subscription" in one ? [one.subscription] : []),
  ];
}

function readWorld(stage: Stage, path: string): ApiAnswer | null {
  if (path !== "/simulator") return null;
  const { sessions, subscriptions } = stage.world();
  const present = [...sessions.keys(), ...subscriptions.keys()].flatMap(
    (id) => statesOf(stage.world(), id)?.at(-1) ?? [],
  );
  return respond(200, { objects: present });
}

/** @returns What the first attempt was answered; further ones follow by themselves (A12). */
async function deliver(
  endpoint: Endpoint,
  event: ProxyEvent,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<string> {
  const attempt = async (ordinal: number): Promise<string> => {
    const request = requestOf(endpoint, { event }, Date.now());
    const outcome = await sendOverWire(request, { answerWithinMs: ANSWER_WITHIN_MS, signal });
    say(
      `${event.id}  ${event.type} → ${describe(outcome)}${ordinal > 1 ? `  attempt ${ordinal}` : ""}`,
    );
    if (!isAccepted(outcome)) {
      const delay = Math.min(FIRST_RETRY_MS * 2 ** (ordinal - 1), RETRY_MS_MAX);
      const timer = setTimeout(() => attempt(ordinal + 1).catch(giveUp), delay);
      signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    }
    return describe(outcome);
  };
  const giveUp = (error: unknown): void => {
    if (!signal.aborted) say(`${event.id}  ${event.type}: given up: ${String(error)}`);
  };
  return attempt(1);
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString("hex")}`;
}

function respond(status: number, body: unknown): ApiAnswer {
  return { kind: "respond", status, body: JSON.stringify(body) };
}
