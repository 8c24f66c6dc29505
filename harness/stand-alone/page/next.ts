/** What happens to the next deliveries: how they misbehave, and whether they wait. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import type { Post } from "../courier.ts";
import type { HeldDelivery } from "../held-deliveries.ts";
import { bodyField, choice, form } from "./form.ts";
import { inWords, WAYS } from "./ways.ts";

export function next({ planned, held }: Post): Html {
  const way = choice(
    { name: "deliveries", label: "The next delivery", id: "next-way" },
    WAYS.map(([words, one]) => [words, [one]]),
  );
  return html`<section id="next" data-fresh><h2>Next deliveries</h2>
<div class="row">${form(
    "/simulator/misbehave",
    html`<span>The next one</span> ${way} <button class="quiet" id="misbehave">Plan it</button>`,
  )}
${planned.length === 0 ? null : html`<span>Planned: ${planned.map(({ kind }) => inWords(kind)).join(", ")}</span>`}
${planned.length === 0 ? null : form("/simulator/misbehave", html`${bodyField({ deliveries: [] })}<button class="quiet" id="behave">Take it back</button>`)}
</div>
<div class="row">${holding(held.isOn())}</div>
${waiting(held.all())}
</section>`;
}

function holding(isOn: boolean): Html {
  return form(
    "/simulator/hold",
    isOn
      ? html`${bodyField({ hold: false })}<span>Deliveries are held: release them in any order.</span> <button id="hold">Send them all, and hold no more</button>`
      : html`${bodyField({ hold: true })}<button class="quiet" id="hold">Hold deliveries, to send them in another order</button>`,
  );
}

function waiting(all: readonly HeldDelivery[]): Html | null {
  if (all.length === 0) return null;
  const backwards = all.map(({ event }) => event).toReversed();
  return html`<ol class="held">${all.map(
    ({ event, type, object }, index) =>
      html`<li>${show(type)} <span class="note">of ${show(object)}</span> ${form(
        "/simulator/held",
        html`${bodyField({ events: [event] })}<button class="quiet" id="let-go-${index}">Send it now</button>`,
      )}</li>`,
  )}</ol>
${form("/simulator/held", html`${bodyField({ events: backwards })}<button class="quiet" id="backwards">Send them last first</button>`)}`;
}
