/** What was delivered, and what it was answered: newest first. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import type { Player } from "../playing.ts";
import type { DeliveryRecord, DeliveryRecords } from "../record.ts";
import { bodyField, choice, form } from "./form.ts";
import { inWords, WAYS } from "./ways.ts";

const SHOWN_MAX = 50;

export function deliveries(players: readonly Player[], records: DeliveryRecords): Html {
  const all = records.after(0).toReversed();
  const read = new Set(
    players.flatMap(({ part, provider }) => (part.api === null ? [] : [provider.name])),
  );
  const rows = all.slice(0, SHOWN_MAX).map((one) => row(one, read.has(one.provider)));
  return html`<section id="deliveries" data-fresh><h2>Deliveries</h2>
${all.length === 0 ? html`<p class="none">None yet.</p>` : table(rows)}
${all.length > SHOWN_MAX ? html`<p class="note">Older ones are in <a href="/simulator/deliveries">/simulator/deliveries</a>.</p>` : null}
</section>`;
}

function table(rows: readonly Html[]): Html {
  const head = ["Sent", "Event", "Answer", "Send again"];
  return html`<div class="scroll" role="region" aria-label="Deliveries" tabindex="0">
<table><caption>Deliveries</caption><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table>
</div>`;
}

/** @param isRead Whether its object's state is read, which then may lag. */
function row(delivery: DeliveryRecord, isRead: boolean): Html {
  const { number, event, type, object, attempt, sentAt, answer, tookMs, misbehaved } = delivery;
  const [day = "", clock = ""] = sentAt.replace("Z", "").split("T");
  const odd =
    misbehaved === null ? null : html` <span class="word odd">${show(inWords(misbehaved))}</span>`;
  return html`<tr data-number="${number}"><td><time datetime="${sentAt}" title="${day}">${clock}</time></td>
<td>${show(type)}<br><span class="note">${show(event)}<br>of ${show(object)}</span></td>
<td><span class="word ${lookOf(answer.status)}">${show(answer.words)}</span>${odd}<br><span class="note">attempt ${attempt}, ${tookMs} ms</span></td>
<td>${again(number, event, isRead)}</td></tr>`;
}

function lookOf(status: number | null): string {
  if (status === null || status >= 500) return "bad";
  return status < 300 ? "good" : "odd";
}

function again(number: number, event: string, isRead: boolean): Html {
  const ways = WAYS.filter(([, { kind }]) => isRead || kind !== "lag");
  const way = choice({ name: "misbehave", label: "How it is sent again", id: `way-${number}` }, [
    ["as it was", null],
    ...ways,
  ]);
  return form(
    "/simulator/deliveries",
    html`${bodyField({ event })}${way} <button class="quiet" id="again-${number}">Send again</button>`,
  );
}
