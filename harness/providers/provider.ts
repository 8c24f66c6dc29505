/** Who sends: what the senders that the harness can play differ in, where a check needs to know. @module */

import type { Scheme } from "../courier/sign.ts";

export const PROVIDERS = ["proxy", "gwop"] as const;

export type Provider = (typeof PROVIDERS)[number];

/** Proxy signs by either of two schemes, Gwop by one of its own. */
const SIGNERS: Readonly<Record<Scheme, Provider>> = {
  "t-v1": "proxy",
  "standard-webhooks": "proxy",
  gwop: "gwop",
};

export function providerOf(scheme: Scheme): Provider {
  return SIGNERS[scheme];
}

/** @param ofProxy The scheme that was chosen for Proxy, which has two. */
export function schemeOf(provider: string, ofProxy: Scheme): Scheme {
  return provider === "gwop" ? "gwop" : ofProxy;
}

/** What an envelope's fields are called on the wire, by the names that Proxy has for them. */
export const FIELD_NAMES = {
  proxy: { id: "id", type: "type", created_at: "created_at", data: "data" },
  gwop: { id: "event_id", type: "event_type", created_at: "created_at", data: "data" },
} as const satisfies Readonly<Record<Provider, Readonly<Record<string, string>>>>;
