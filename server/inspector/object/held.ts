/** What an entitlement says, as facts. @module */

import { html } from "hono/html";
import { eventLink } from "../deliveries/rows.ts";
import { describe } from "../event/explain.ts";
import type { Held } from "../event/query.ts";
import { facts, id, link, time, word } from "../html.ts";
import { type Html, show } from "../show.ts";

export function heldFacts(provider: string, held: Held): Html {
  const { renews, units, flags } = describe(held);
  return facts([
    ["Access", held.access === null ? "none" : word(held.access)],
    ["Renews", renews],
    ["Until", time(held.access_until)],
    ["Units", units],
    ["Flags", show(flags)],
    ["Buyer", link("/buyer", { reference: held.buyer_reference }, id(held.buyer_reference))],
    ["Decided by", eventLink({ provider, event_id: held.event_id })],
    ["Version", html`<code>${held.version}</code>`],
  ]);
}
