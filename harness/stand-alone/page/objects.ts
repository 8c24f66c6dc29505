/** The objects as they are now, each with what may happen to it next. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import { present, type WorldObject } from "../../simulator/world.ts";
import type { Player } from "../playing.ts";
import { bodyField, choice, form } from "./form.ts";

/** Of each sender. */
const SHOWN_MAX = 25;

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

/** @property key The same as long as the simulator runs: the focus is found again by it. */
type Shown = { readonly player: Player; readonly object: WorldObject; readonly key: string };

export function objects(players: readonly Player[]): Html {
  const all = players.map(shownOf);
  const shown = all.flatMap((ofOne) => ofOne.slice(0, SHOWN_MAX));
  const older = all.flat().length - shown.length;
  return html`<section id="objects" data-fresh><h2>Objects</h2>
${shown.length === 0 ? html`<p class="none">None yet: begin one above.</p>` : shown.map(item)}
${older === 0 ? null : html`<p class="note">${older} older ones are in <a href="/simulator">/simulator</a>.</p>`}
</section>`;
}

/** Newest first: by the order in which they were made, since a world's clock may stand still. */
function shownOf(player: Player): readonly Shown[] {
  const world = player.stage.world();
  const made = [...world.objects.keys()].flatMap((id, index) => {
    const object = present(world, id);
    const key = `${player.provider.name}-${index}`;
    return object === undefined ? [] : [{ player, object, key }];
  });
  return made.toReversed();
}

function item({ player, object, key }: Shown): Html {
  const { part, provider } = player;
  const facts = provider.standAlone.facts(object);
  return html`<article class="object"><h3><span class="kind">${part.sender.play.kindOf(object)}</span> <code class="id">${show(object.id)}</code> <span class="word">${show(object.status)}</span></h3>
<p class="note">of ${show(object.buyer_reference)}${facts.map((fact) => html` · ${show(fact)}`)}</p>
<div class="acts">${offers(player, object, key)}</div>
${part.api === null ? null : reads(object, key)}
</article>`;
}

function offers({ part, provider, stage }: Player, object: WorldObject, key: string): Html {
  const world = stage.world();
  const buttons = provider.standAlone.offers(object).map(({ words, command }, index) => {
    // A world is never changed by it: this asks what would come of it.
    const step = part.sender.play.enact(world, command);
    const id = `do-${key}-${index}`;
    if (!step.ok) return html`<button class="quiet" id="${id}" disabled>${words}</button>`;
    return form(
      "/simulator/commands",
      html`${bodyField(command)}<button id="${id}">${words}<span class="unseen"> ${show(object.id)}</span></button>`,
    );
  });
  return html`${buttons}`;
}

function reads({ id }: WorldObject, key: string): Html {
  return html`<details><summary id="reads-${key}">Reads of it</summary><div class="row">${form(
    "/simulator/faults",
    html`${bodyField({ id })}<span>The next read</span> ${choice(
      { name: "faults", label: "The next read", id: `fault-${key}` },
      FAULTS,
    )} <button class="quiet" id="plan-${key}">Plan it</button>`,
  )}${form(
    "/simulator/release",
    html`${bodyField({ id })}<button class="quiet" id="release-${key}">Release held reads</button>`,
  )}</div></details>`;
}
