/** The objects as they are now, newest first, each with what may happen to it next. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import { present, type WorldObject } from "../../simulator/world.ts";
import type { Player } from "../playing.ts";
import { bodyField, choice, form } from "./form.ts";

const SHOWN_MAX = 50;

/** How the next read of an object can go wrong, in words. */
const FAULTS = [
  ["answers 503", [{ kind: "status", status: 503 }]],
  ["answers 404", [{ kind: "status", status: 404 }]],
  ["answers 401", [{ kind: "status", status: 401 }]],
  ["answers 429", [{ kind: "status", status: 429 }]],
  ["lags by one change", [{ kind: "lag", changes: 1 }]],
  ["hangs", [{ kind: "hang" }]],
  ["is cut off", [{ kind: "cut" }]],
  ["is held until released", [{ kind: "hold" }]],
  ["is no JSON", [{ kind: "not_json" }]],
  ["is of another object", [{ kind: "other_object" }]],
  ["is malformed", [{ kind: "malformed" }]],
  ["has an unknown status", [{ kind: "unknown_status" }]],
  ["goes well again", []],
] as const;

type Shown = { readonly player: Player; readonly object: WorldObject };

export function objects(players: readonly Player[]): Html {
  const all: readonly Shown[] = players
    .flatMap((player) => {
      const world = player.stage.world();
      const made = [...world.objects.keys()].flatMap((id) => present(world, id) ?? []);
      return made.map((object) => ({ player, object }));
    })
    .toReversed();
  const shown = all.slice(0, SHOWN_MAX);
  return html`<section id="objects" data-fresh><h2>Objects</h2>
${all.length === 0 ? html`<p class="none">None yet: begin one above.</p>` : null}
${shown.map((one, index) => item(one, all.length - index))}
${all.length > shown.length ? html`<p class="note">${all.length - shown.length} older ones are in <a href="/simulator">/simulator</a>.</p>` : null}
</section>`;
}

/** @param number The same for an object as long as the simulator runs: the focus is found again by it. */
function item({ player, object }: Shown, number: number): Html {
  const { part, provider } = player;
  const facts = provider.standAlone.facts(object);
  return html`<article class="object"><h3><span class="kind">${part.sender.play.kindOf(object)}</span> <code class="id">${show(object.id)}</code> <span class="word">${show(object.status)}</span></h3>
<p class="note">of ${show(object.buyer_reference)}${facts.map((fact) => html` · ${show(fact)}`)}</p>
<div class="acts">${offers(player, object, number)}</div>
${part.api === null ? null : reads(object, number)}
</article>`;
}

function offers({ part, provider, stage }: Player, object: WorldObject, number: number): Html {
  const world = stage.world();
  const buttons = provider.standAlone.offers(object).map(({ words, command }, index) => {
    // A world is never changed by it: this asks what would come of it.
    const step = part.sender.play.enact(world, command);
    const id = `do-${number}-${index}`;
    if (!step.ok) return html`<button class="quiet" id="${id}" disabled>${words}</button>`;
    return form(
      "/simulator/commands",
      html`${bodyField(command)}<button id="${id}">${words}<span class="unseen"> ${show(object.id)}</span></button>`,
    );
  });
  return html`${buttons}`;
}

function reads({ id }: WorldObject, number: number): Html {
  return html`<details><summary id="reads-${number}">Reads of it</summary><div class="row">${form(
    "/simulator/faults",
    html`${bodyField({ id })}<span>The next read</span> ${choice(
      { name: "faults", label: "The next read", id: `fault-${number}` },
      FAULTS,
    )} <button class="quiet" id="plan-${number}">Plan it</button>`,
  )}${form(
    "/simulator/release",
    html`${bodyField({ id })}<button class="quiet" id="release-${number}">Release held reads</button>`,
  )}</div></details>`;
}
