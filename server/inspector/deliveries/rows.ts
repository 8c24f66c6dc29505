/** How deliveries look in a list. @module */

import { html } from "hono/html";
import { count, id, link, table, time, word } from "../html.ts";
import { exactly, type Html, show } from "../show.ts";
import { ATTEMPTS_MAX, type DeliveryRow } from "./query.ts";

const COLUMNS = [
  { name: "Received" },
  { name: "Outcome" },
  { name: "Event" },
  { name: "Times", isNumber: true },
  { name: "Type" },
  { name: "Object" },
  { name: "Status", isNumber: true },
  { name: "Took", isNumber: true },
];

/** @param live Where the list goes on by itself; `null` where it doesn't. */
export function deliveryTable(rows: readonly DeliveryRow[], live: string | null = null): Html {
  return table("Deliveries", COLUMNS, deliveryRows(rows), live);
}

export function deliveryRows(rows: readonly DeliveryRow[]): readonly Html[] {
  return rows.map(
    (row) => html`<tr data-event="${exactly(keyOf(row))}">
<td>${time(row.received_at)}</td>
<td>${word(row.outcome)}${why(row)}</td>
<td>${eventLink(row)}</td>
<td class="number">${attempts(row.attempts)}</td>
<td>${row.type === null ? none() : show(row.type)}</td>
<td>${row.object_id === null ? none() : objectLink(row.provider, row.object_id)}</td>
<td class="number">${row.status}</td>
<td class="number">${count(row.duration_ms)} ms</td>
</tr>`,
  );
}

export function eventLink(row: Pick<DeliveryRow, "event_id" | "provider">): Html {
  const { provider, event_id } = row;
  if (event_id === null) return html`<span class="none">not an event</span>`;
  return link("/event", { provider, id: event_id }, id(event_id));
}

export function objectLink(provider: string, objectId: string): Html {
  return link("/object", { provider, id: objectId }, id(objectId));
}

/** Why it was refused, or ignored, and what failed. */
export function why({ reason, code }: Pick<DeliveryRow, "reason" | "code">): Html | null {
  const words = [reason, code].filter((text) => text !== null);
  return words.length === 0 ? null : html` <span class="note">${show(words.join(", "))}</span>`;
}

/** Blank where it came once, as most do: what came again is to be seen. */
function attempts(number: number | null): string {
  if (number === null || number === 1) return "";
  return `${count(number)}${number === ATTEMPTS_MAX ? " or more" : ""} ×`;
}

/** One event is one row, by whatever is unlike any other's. */
function keyOf({ provider, event_id, id }: DeliveryRow): string {
  return event_id === null ? id : `${provider} ${event_id}`;
}

function none(): Html {
  return html`<span class="none">none</span>`;
}
