/** Proxy in the simulator that runs by itself: its routes, and what may be asked of it. @module */

import { z } from "zod";
import { chooseScheme } from "../../courier/scheme.ts";
import { parsed } from "../../simulator/parsed.ts";
import type { StandAlone, StandAlonePart } from "../provider.ts";
import { sessionFields, subscriptionFields } from "./fields.ts";
import { handOff, handoff, openByPayer } from "./handoff.ts";
import { facts, offers } from "./offers.ts";
import { ROUTES } from "./routes.ts";
import { PROXY_SCHEMES } from "./schemes.ts";
import { PROXY_SENDER } from "./sender.ts";
import { SESSION_COMMANDS } from "./session-moves.ts";
import { answerRead } from "./state-api.ts";
import { SUBSCRIPTION_COMMANDS } from "./subscription-moves.ts";
import { TOLD_STORIES } from "./told-stories.ts";
import {
  BEGINNINGS,
  checkoutOf,
  newId,
  purchase,
  purchaseOf,
  subscribe,
  subscriptionOf,
} from "./wishes.ts";
import type { ProxyCommand } from "./world.ts";

const HAND_OFF = "/proxy_sessions/handoff";

const id = z.string().min(1).max(255);

const item = z.strictObject({
  id: z.string(),
  name: z.string(),
  amountMinor: z.int().min(0),
  quantity: z.int().min(0),
});

const command: z.ZodType<ProxyCommand> = z.union([
  z.object({
    do: z.enum(SESSION_COMMANDS),
    session: id,
    fields: sessionFields.exactOptional(),
  }),
  z.object({
    do: z.enum(SUBSCRIPTION_COMMANDS),
    subscription: id,
    fields: subscriptionFields.exactOptional(),
  }),
  z.object({
    do: z.literal("create"),
    session: id,
    buyer: id,
    items: z.array(item),
    fields: sessionFields.exactOptional(),
  }),
  z.object({
    do: z.literal("start_subscription"),
    session: id,
    subscription: id,
    trial: z.boolean().default(false),
    beyondMs: z.int().min(0).max(999).exactOptional(),
    fields: subscriptionFields.exactOptional(),
  }),
  z.object({
    do: z.literal("wait"),
    ms: z.int().min(0),
    ns: z.int().min(0).exactOptional(),
  }),
]);

export const standAlone: StandAlone = {
  flags: [
    { flag: "--endpoint <url>", help: "where events are delivered" },
    { flag: "--scheme <scheme>", help: "t-v1 or standard-webhooks", preset: "t-v1" },
    {
      flag: "--secret-env <name>",
      help: "holds the signing secret",
      preset: "PROXY_WEBHOOK_SIGNING_SECRET",
    },
    { flag: "--api-key-env <name>", help: "holds the key of the API", preset: "PROXY_SECRET_KEY" },
  ],
  endpointFlag: "endpoint",
  stories: TOLD_STORIES,
  routes: ROUTES,
  away: "Proxy is not played: start the simulator with --endpoint",
  command,
  beginnings: BEGINNINGS,
  offers,
  facts,
  idsOf: (one: ProxyCommand) => [
    ...("session" in one ? [one.session] : []),
    ...("subscription" in one ? [one.subscription] : []),
  ],
  read: (flags, receiver, { complain, variable, url, secret }): StandAlonePart | null => {
    const given =
      flags["endpoint"] ?? (receiver === null ? undefined : `${receiver}/api/proxy/webhook`);
    if (given === undefined) return null;
    const webhook = url(given, "--endpoint");
    const scheme = chooseScheme(PROXY_SCHEMES, flags["scheme"], complain);
    const signing = secret(flags["secretEnv"] ?? "", scheme);
    const apiKey = variable(flags["apiKeyEnv"] ?? "");
    if (apiKey === "") complain(`${flags["apiKeyEnv"]} is not set: export the key of the API`);
    if (webhook === null) return null;
    return {
      sender: PROXY_SENDER,
      endpoint: { webhook, scheme, secrets: [signing], spell: PROXY_SENDER.wire.spell },
      // A session's id may be any text; where one is handed off, its path is no session's to be read.
      api: (worlds) => async (request) =>
        request.method === "POST" && request.path === HAND_OFF
          ? null
          : answerRead(worlds, apiKey, request),
      post: async (path, body, { stage, enact }) => {
        switch (path) {
          case HAND_OFF:
            return parsed(handoff, body, async (wish) => handOff(stage, wish, newId("psess")));
          case "/simulator/checkout":
            return parsed(purchase, body, (wish) => enact(checkoutOf(newId("psess"), wish)));
          case "/simulator/purchase":
            return parsed(purchase, body, (wish) => enact(purchaseOf(newId("psess"), wish)));
          case "/simulator/subscribe":
            return parsed(subscribe, body, (wish) => enact(subscriptionOf(newId("psess"), wish)));
          default:
            return openByPayer(stage, path);
        }
      },
    };
  },
};
