/** What may be begun: a form each, of what the senders say that they need. @module */

import { html } from "hono/html";
import type { Html } from "../../pages/show.ts";
import type { Beginning, BeginningField } from "../../providers/provider.ts";
import type { Player } from "../playing.ts";
import { form } from "./form.ts";

export function beginnings(players: readonly Player[]): Html {
  return html`<section id="begin"><h2>Begin</h2><div class="beginnings">${players.map(
    ({ provider }) =>
      provider.standAlone.beginnings.map((beginning) => card(provider.title, beginning)),
  )}</div></section>`;
}

function card(sender: string, { title, path, fields }: Beginning): Html {
  const id = path.slice(path.lastIndexOf("/") + 1);
  return html`<div class="card"><h3>${title} <span class="note">${sender}</span></h3>
${form(path, html`${fields.map((field) => input(id, field))}<button id="begin-${id}">${title}</button>`, "begin")}</div>`;
}

function input(form: string, { name, label, kind, preset }: BeginningField): Html {
  const id = `${form}-${name}`;
  switch (kind) {
    case "text":
      return html`<div><label for="${id}">${label}</label><input id="${id}" name="${name}" value="${preset}" autocomplete="off" spellcheck="false"></div>`;
    case "number":
      return html`<div><label for="${id}">${label}</label><input id="${id}" name="${name}:number" value="${preset}" inputmode="numeric" autocomplete="off"></div>`;
    case "boolean":
      return html`<div class="tick"><input type="hidden" name="${name}:boolean" value="false"><input type="checkbox" id="${id}" name="${name}:boolean" value="true" ${preset === "true" ? html`checked` : null}><label for="${id}">${label}</label></div>`;
  }
}
