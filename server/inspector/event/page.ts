/** One event: what it changed or why nothing, each attempt, and what was sent. @module */

import { html } from "hono/html";
import { askAgain } from "../actions/ask.ts";
import { sayWrong } from "../answers.ts";
import type { InspectorApp, InspectorContext } from "../context.ts";
import { objectLink, why } from "../deliveries/rows.ts";
import { count, facts, heading, id, link, note, page, table, time, word } from "../html.ts";
import { keyIn } from "../key.ts";
import { CHARACTERS, type Html, show } from "../show.ts";
import { bodies } from "./bodies.ts";
import { type Difference, describe, type Explanation, explain } from "./explain.ts";
import { ATTEMPTS_SHOWN, type Attempt, findEvent, type Recorded } from "./query.ts";

export function addEvent(app: InspectorApp, { pool }: Pick<InspectorContext, "pool">): void {
  app.get("/event", async (c) => {
    const key = keyIn(c.req.query());
    if (key === null) return sayWrong(c, 400, "An event is asked for by its provider and its id.");
    const event = await pool.run((sql) => findEvent(sql, key));
    const { attempts, recorded, held } = event;
    if (attempts.length === 0 && recorded === null) {
      return sayWrong(c, 404, "No such event is known here.");
    }
    const [latest] = attempts;
    const object = recorded?.object_id ?? latest?.object_id ?? null;
    const content = html`${heading("Event", id(key.id, CHARACTERS.many))}
${answer(key.provider, explain(event))}
${facts([
  ["Provider", key.provider],
  ["Type", show(recorded?.type ?? latest?.type ?? "")],
  ["Object", object === null ? "none" : objectLink(key.provider, object)],
  [
    "Buyer",
    held === null
      ? "not known"
      : link("/buyer", { reference: held.buyer_reference }, id(held.buyer_reference)),
  ],
  ["Occurred, by the sender's clock", time(recorded?.occurred_at ?? latest?.occurred_at ?? null)],
  ["On record since", time(recorded?.received_at ?? null)],
  ...fact(recorded),
])}
<div class="row">${askAgain("event", key)}</div>
<h2>Attempts</h2>
${timeline(attempts)}
<h2>Bodies</h2>
${bodies(event)}`;
    return c.html(page({ title: "Event", viewer: c.var.session }, content));
  });
}

/** Of Gwop's events: nobody can be asked later. */
function fact(recorded: Recorded | null): readonly (readonly [string, Html])[] {
  if (recorded === null || recorded.fact === null) return [];
  return [["It says", html`<code>${show(JSON.stringify(recorded.fact))}</code>`]];
}

function answer(provider: string, explanation: Explanation): Html {
  if (explanation.did === "nothing") {
    const { why: reason, wonBy } = explanation;
    return html`<div class="answer"><p><strong>It changed nothing.</strong> ${show(reason, 500)}</p>
${wonBy === null ? null : html`<p>Held by ${link("/event", { provider, id: wonBy }, id(wonBy))}</p>`}</div>`;
  }
  const { differences, wasBy } = explanation;
  const was =
    wasBy === null
      ? "Before it nothing that is kept here was applied to its object."
      : html`Before: by ${link("/event", { provider, id: wasBy }, id(wasBy))}`;
  return html`<div class="answer"><p><strong>It changed what its buyer may use.</strong> ${was}</p>
${table("What it changed", CHANGE_COLUMNS, differences.map(differenceRow))}</div>`;
}

const CHANGE_COLUMNS = [{ name: "What" }, { name: "Before" }, { name: "After" }];

function differenceRow({ name, before, after, isChanged }: Difference): Html {
  const became = isChanged ? html`<strong>${show(after)}</strong>` : show(after);
  return html`<tr><th scope="row">${name}</th><td>${show(before)}</td><td>${became}</td></tr>`;
}

function timeline(attempts: readonly Attempt[]): Html {
  if (attempts.length === 0) return note("None is kept.");
  const cut =
    attempts.length < ATTEMPTS_SHOWN
      ? null
      : note(`The latest ${ATTEMPTS_SHOWN}: there may be more.`);
  return html`${cut}<ol class="timeline">${attempts.map((attempt) => html`<li>${step(attempt)}</li>`)}</ol>`;
}

function step(attempt: Attempt): Html {
  const { received_at, outcome, status, duration_ms, bytes, body_sha256, request_id } = attempt;
  return html`<p>${time(received_at)} ${word(outcome)}${why(attempt)}</p>
${facts([
  ["Answered", `${status}, after ${count(duration_ms)} ms`],
  ["Read", wasRead(attempt)],
  [
    "Body",
    html`${count(bytes)} bytes, SHA-256 <code title="${body_sha256}">${body_sha256.slice(0, 12)}…</code>`,
  ],
  ["Request, as in the log", id(request_id)],
])}`;
}

function wasRead(attempt: Attempt): Html | string {
  const kind = attempt.kind === null ? null : html`${show(attempt.kind)}: `;
  if (attempt.access === null) return html`${kind}nothing about access`;
  const { access, renews, until, units, flags } = describe(attempt);
  const more = [
    ["renews", renews],
    ["until", until],
    ["units", units],
    ["flags", flags],
  ].filter(([, value]) => value !== "none");
  return html`${kind}${word(access)} ${more.map(([name, value]) => `${name} ${value}`).join(", ")}`;
}
