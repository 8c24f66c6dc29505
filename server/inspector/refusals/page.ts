/** What was turned away unverified: counted by reason, with the latest few of each. @module */

import { html } from "hono/html";
import type { InspectorApp, InspectorContext } from "../context.ts";
import { count, id, note, page, table, time } from "../html.ts";
import { type Html, show } from "../show.ts";
import { findRefusals, type RefusalCount, type RefusalSample } from "./query.ts";

export function addRefusals(app: InspectorApp, { pool }: Pick<InspectorContext, "pool">): void {
  app.get("/refusals", async (c) => {
    const { counts, samples } = await pool.run(findRefusals);
    const content = html`<h1>Refusals</h1>
${note("Requests that nobody vouched for: no signature held, or no route is for them. They are counted, and the sender is never told which check it was. A delivery that was refused although its signature held is under Deliveries.")}
<h2>Of the last day</h2>
${counts.length === 0 ? note("None is counted.") : table("Refusals by reason", COUNTS, counts.map(countRow))}
<h2>The latest of each reason</h2>
${samples.length === 0 ? note("None is kept.") : table("Samples", SAMPLES, samples.map(sampleRow))}`;
    return c.html(page({ title: "Refusals", viewer: c.var.session, at: "/refusals" }, content));
  });
}

const COUNTS = [
  { name: "Route" },
  { name: "Reason" },
  { name: "Last hour", isNumber: true },
  { name: "Last day", isNumber: true },
  { name: "Latest, by the minute" },
];

function countRow({ route, reason, last_hour, last_day, latest }: RefusalCount): Html {
  return html`<tr><td>${show(route)}</td><td>${show(reason)}</td>
<td class="number">${count(Number(last_hour))}</td><td class="number">${count(Number(last_day))}</td>
<td>${time(latest)}</td></tr>`;
}

const SAMPLES = [
  { name: "Received" },
  { name: "Reason" },
  { name: "Route" },
  { name: "Status", isNumber: true },
  { name: "Request" },
  { name: "Id, as in the log" },
];

function sampleRow(sample: RefusalSample): Html {
  const { received_at, route, reason, status, method, path, request_id } = sample;
  return html`<tr><td>${time(received_at)}</td><td>${show(reason)}</td><td>${show(route)}</td>
<td class="number">${status}</td><td><code>${method} ${show(path)}</code></td><td>${id(request_id)}</td></tr>`;
}
