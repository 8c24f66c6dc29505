/** Deliveries, newest first, with filters that are a link. @module */

import { html } from "hono/html";
import postgres from "postgres";
import type { Pool } from "../../pools.ts";
import type { InspectorApp, InspectorContext } from "../context.ts";
import { note, page } from "../html.ts";
import { exactly, type Html } from "../show.ts";
import { type Asked, type Filter, OUTCOMES, parseFilter, toQuery } from "./filter.ts";
import { type DeliveryPage, findDeliveries, latestId } from "./query.ts";
import { deliveryTable } from "./rows.ts";

export function addDeliveries(app: InspectorApp, { pool }: Pick<InspectorContext, "pool">): void {
  app.get("/", async (c) => {
    const asked = parseFilter(new URL(c.req.url).searchParams);
    const { filter, before, problems } = asked;
    const frame = { title: "Deliveries", viewer: c.var.session, at: "/" } as const;
    if (problems.length > 0)
      return c.html(page(frame, html`<h1>Deliveries</h1>${form(asked)}`), 400);
    // Asked for first: what is written meanwhile comes twice, which the list takes, and never not at all.
    const since = await pool.run(latestId);
    const found = await findWithin(pool, asked);
    if (found === null) {
      return c.html(
        page(frame, html`<h1>Deliveries</h1>${form({ ...asked, problems: [TOO_SLOW] })}`),
        503,
      );
    }
    const query = toQuery(filter);
    const live = before === null ? `/live?${query}${query === "" ? "" : "&"}since=${since}` : null;
    const list =
      found.rows.length === 0
        ? note(before === null && query === "" ? NOTHING : "No delivery fits.")
        : null;
    return c.html(
      page(
        frame,
        html`<h1>Deliveries</h1>
${form(asked)}
${before === null ? html`<p class="note" role="status" data-live-status></p>` : null}
${list}
${found.rows.length === 0 && live === null ? null : deliveryTable(found.rows, live)}
<div class="row">
${before === null ? null : html`<a href="/?${query}">Newest</a>`}
${found.next === null ? null : html`<a rel="next" href="/?${toQuery(filter, found.next)}">Older</a>`}
</div>`,
      ),
    );
  });
}

/** Of conditions that each many fit and hardly any fits all, nobody finds out soon. */
const TOO_SLOW =
  "There was no answer in time: many deliveries fit some of that, and few all of it. Say from when, or ask for less.";

const QUERY_CANCELED = "57014";

/** @returns `null` where the database gave up. */
async function findWithin(pool: Pool, { filter, before }: Asked): Promise<DeliveryPage | null> {
  try {
    return await pool.run((sql) => findDeliveries(sql, filter, before));
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === QUERY_CANCELED) return null;
    throw error;
  }
}

const NOTHING =
  "Nothing is here yet. Deliveries are kept for looking at where DELIVERY_LOG says so; what a signature didn't hold for is under Refusals.";

function form({ filter, problems }: Asked): Html {
  const problem =
    problems.length === 0 ? null : html`<p class="problem" role="alert">${problems.join("; ")}</p>`;
  return html`${problem}<details class="filters" ${isBlank(filter) && problem === null ? null : "open"}>
<summary>Filter</summary>
<form class="filter" method="get" action="/">
<fieldset><legend>Outcome</legend>${OUTCOMES.map(
    (outcome) =>
      html`<label><input type="checkbox" name="outcome" value="${outcome}" ${
        filter.outcomes.includes(outcome) ? "checked" : null
      }>${outcome}</label>`,
  )}</fieldset>
${field("event", "Event id", filter.eventId)}
${field("object", "Object id", filter.objectId)}
${field("buyer", "Buyer", filter.buyer)}
${field("type", "Types, separated by commas", filter.types.join(", "))}
${field("status", "Statuses", filter.statuses.join(", "))}
${field("from", "From, UTC", local(filter.from), "datetime-local")}
${field("to", "Before, UTC", local(filter.to), "datetime-local")}
<div class="row"><button>Show</button> <a href="/">Clear</a></div>
</form>
</details>`;
}

function field(name: string, label: string, value: string | null, type = "text"): Html {
  const step = type === "text" ? null : html`step="1"`;
  return html`<div><label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${exactly(value ?? "")}" ${step} autocomplete="off" spellcheck="false"></div>`;
}

/** As the field of a browser has it, to the second. */
function local(at: Date | null): string {
  return at?.toISOString().slice(0, 19) ?? "";
}

function isBlank(filter: Filter): boolean {
  return toQuery(filter) === "";
}
