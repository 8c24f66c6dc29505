/** One object: what it is worth now, and its states as they were read. @module */

import { html } from "hono/html";
import { askAgain } from "../actions/ask.ts";
import { sayWrong } from "../answers.ts";
import type { InspectorApp, InspectorContext } from "../context.ts";
import { eventLink, why } from "../deliveries/rows.ts";
import { facts, heading, id, link, note, page, table, time, word } from "../html.ts";
import { keyIn } from "../key.ts";
import { CHARACTERS, type Html, show } from "../show.ts";
import { heldFacts } from "./held.ts";
import { findObject, type Invoice, type ReadState, STATES_SHOWN } from "./query.ts";

export function addObject(app: InspectorApp, { pool }: Pick<InspectorContext, "pool">): void {
  app.get("/object", async (c) => {
    const key = keyIn(c.req.query());
    if (key === null) return sayWrong(c, 400, "An object is asked for by its provider and its id.");
    const { held, invoice, granted, states } = await pool.run((sql) => findObject(sql, key));
    if (held === null && invoice === null && states.length === 0) {
      return sayWrong(c, 404, "No such object is known here.");
    }
    const byWhich =
      granted === null
        ? "never granted"
        : html`${time(granted.changed_at)} by ${eventLink({ ...key, event_id: granted.event_id })}`;
    const content = html`${heading("Object", id(key.id, CHARACTERS.many))}
<h2>Now</h2>
${held === null ? note("It is worth nothing: no entitlement was made of it.") : heldFacts(key.provider, held)}
${held === null ? null : facts([["Units granted", byWhich]])}
${invoice === null ? null : registration(invoice)}
<div class="row">${askAgain("object", key)}
${link("/", { object: key.id }, html`Its deliveries`)}</div>
<h2>States as they were read</h2>
${note("What is kept of deliveries. What isn't was read before that, or by nobody here.")}
${states.length < STATES_SHOWN ? null : note(`The latest ${STATES_SHOWN}: there may be more.`)}
${states.length === 0 ? note("None is kept.") : table("States", COLUMNS, states.map(row))}`;
    return c.html(page({ title: "Object", viewer: c.var.session }, content));
  });
}

const COLUMNS = [
  { name: "Read" },
  { name: "Access" },
  { name: "Renews" },
  { name: "Until" },
  { name: "Units", isNumber: true },
  { name: "Outcome" },
  { name: "Event" },
];

function row(state: ReadState): Html {
  return html`<tr>
<td>${time(state.received_at)}</td>
<td>${state.access === null ? show(state.kind ?? "none") : word(state.access)}</td>
<td>${renewal(state.renews)}</td>
<td>${time(state.access_until)}</td>
<td class="number">${state.quantity ?? ""}</td>
<td>${word(state.outcome)}${why(state)}</td>
<td>${eventLink(state)}</td>
</tr>`;
}

function renewal(renews: boolean | null): string {
  if (renews === null) return "";
  return renews ? "yes" : "no";
}

function registration(invoice: Invoice): Html {
  return html`<h2>Registration</h2>${facts([
    ["Invoice", id(invoice.invoice_id)],
    ["Public id", id(invoice.public_invoice_id)],
    ["Amount, in millionths of a USDC", BigInt(invoice.amount_usdc).toLocaleString("en")],
    ["Buyer", link("/buyer", { reference: invoice.buyer_reference }, id(invoice.buyer_reference))],
    ["Registered", time(invoice.registered_at)],
  ])}`;
}
