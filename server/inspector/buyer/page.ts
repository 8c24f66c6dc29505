/** One buyer: what they may use now, by which object, and how that came to be. @module */

import { html } from "hono/html";
import type { ProbedEntitlement } from "../../probe.ts";
import { sayWrong } from "../answers.ts";
import type { InspectorApp, InspectorContext } from "../context.ts";
import { eventLink, objectLink } from "../deliveries/rows.ts";
import { describe } from "../event/explain.ts";
import { heading, id, link, note, page, table, time, word } from "../html.ts";
import { isReference } from "../key.ts";
import { CHARACTERS, type Html, show } from "../show.ts";
import { CHANGES_SHOWN, type Change, findBuyer } from "./query.ts";

export function addBuyer(app: InspectorApp, { pool }: Pick<InspectorContext, "pool">): void {
  app.get("/buyer", async (c) => {
    const reference = c.req.query("reference");
    if (!isReference(reference))
      return sayWrong(c, 400, "A buyer is asked for by their reference.");
    const { entitlements, changes } = await pool.run((sql) => findBuyer(sql, reference));
    const content = html`${heading("Buyer", id(reference, CHARACTERS.many))}
<h2>May use now</h2>
${entitlements.length === 0 ? note("Nothing: no object is of this buyer.") : table("Entitlements", HELD, entitlements.map(heldRow))}
<div class="row">${link("/", { buyer: reference }, html`Deliveries about this buyer`)}</div>
<h2>How that came to be</h2>
${note("What deliveries changed, as far as they are kept.")}
${changes.length < CHANGES_SHOWN ? null : note(`The latest ${CHANGES_SHOWN}: there may be more.`)}
${changes.length === 0 ? note("None is kept.") : table("Changes", CHANGED, changes.map(changeRow))}`;
    return c.html(page({ title: "Buyer", viewer: c.var.session }, content));
  });
}

const HELD = [
  { name: "Object" },
  { name: "Access" },
  { name: "Renews" },
  { name: "Until" },
  { name: "Units", isNumber: true },
  { name: "Grants", isNumber: true },
  { name: "Flags" },
];

function heldRow(held: ProbedEntitlement): Html {
  const until = held.access_until === null ? null : new Date(held.access_until);
  const { renews, flags } = describe({
    ...held,
    access_until: until,
    quantity: null,
    flags: held.flags ?? [],
  });
  return html`<tr>
<td>${objectLink(held.provider, held.source)}</td>
<td>${word(held.access)}</td>
<td>${renews}</td>
<td>${time(until)}</td>
<td class="number">${held.quantity ?? ""}</td>
<td class="number">${held.grants ?? ""}</td>
<td>${show(flags)}</td>
</tr>`;
}

const CHANGED = [
  { name: "Received" },
  { name: "Object" },
  { name: "Access" },
  { name: "Renews" },
  { name: "Until" },
  { name: "Units", isNumber: true },
  { name: "Event" },
];

function changeRow(change: Change): Html {
  return html`<tr>
<td>${time(change.received_at)}</td>
<td>${objectLink(change.provider, change.source)}</td>
<td>${word(change.access ?? "none")}</td>
<td>${describe(change).renews}</td>
<td>${time(change.access_until)}</td>
<td class="number">${change.quantity ?? ""}</td>
<td>${eventLink(change)}</td>
</tr>`;
}
