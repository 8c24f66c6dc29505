/** Proxy in the simulator that runs by itself: its routes, and what may be asked of it. @module */

import { randomBytes } from "node:crypto";
import { z } from "zod";
import { chooseScheme } from "../../courier/scheme.ts";
import { parsed } from "../../simulator/parsed.ts";
import type { StandAlone, StandAlonePart } from "../provider.ts";
import { sessionFields, subscriptionFields } from "./fields.ts";
import { handOff, openByPayer } from "./handoff.ts";
import { PROXY_SCHEMES } from "./schemes.ts";
import { PROXY_SENDER } from "./sender.ts";
import { SESSION_COMMANDS } from "./session-moves.ts";
import { answerRead } from "./state-api.ts";
import { SUBSCRIPTION_COMMANDS } from "./subscription-moves.ts";
import type { ProxyCommand } from "./world.ts";

const id = z.string().min(1).max(255);

const purchase = z.strictObject({ buyer_reference: id, quantity: z.int().min(1).default(1) });

const subscribe = z.strictObject({ buyer_reference: id, trial: z.boolean().default(false) });

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
  routes: [
    "GET /proxy_sessions/{id}",
    "GET /subscriptions/{id}",
    "POST /proxy_sessions/handoff",
    "POST /proxy_sessions/{id}/payer_opened",
    "POST /simulator/purchase",
    "POST /simulator/subscribe",
  ],
  away: "Proxy is not played: start the simulator with --endpoint",
  command,
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
      api: (worlds) => async (request) => answerRead(worlds, apiKey, request),
      post: async (path, body, { stage, enact }) => {
        switch (path) {
          case "/proxy_sessions/handoff":
            return handOff(stage, body, newId("psess"));
          case "/simulator/purchase":
            return parsed(purchase, body, (wish) => enact(purchaseOf(wish)));
          case "/simulator/subscribe":
            return parsed(subscribe, body, (wish) => enact(subscriptionOf(wish)));
          default:
            return openByPayer(stage, path);
        }
      },
    };
  },
};

function purchaseOf(wish: z.infer<typeof purchase>): readonly ProxyCommand[] {
  const { buyer_reference: buyer, quantity } = wish;
  const session = newId("psess");
  const items = [{ id: "item_1", name: "Credits", amountMinor: 1000, quantity }];
  return [
    { do: "create", session, buyer, items },
    { do: "hand_off", session },
    { do: "open", session },
    { do: "pay", session },
    { do: "make_provisionable", session },
  ];
}

function subscriptionOf(wish: z.infer<typeof subscribe>): readonly ProxyCommand[] {
  const { buyer_reference: buyer, trial } = wish;
  const session = newId("psess");
  const subscription = newId("psub");
  const items = [{ id: "seat", name: "Seat", amountMinor: 1000, quantity: 1 }];
  return [
    { do: "create", session, buyer, items },
    { do: "hand_off", session },
    { do: "open", session },
    { do: "pay", session },
    { do: "start_subscription", session, subscription, trial },
    { do: "make_provisionable", session },
  ];
}

/** An id that nobody has given. */
function newId(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString("hex")}`;
}
