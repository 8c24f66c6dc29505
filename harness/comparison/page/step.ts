/** What changed between two runs, on a page. Pure. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import { linkTo } from "../../reporters/html/anchor.ts";
import type { Change } from "../changes.ts";
import type { Step } from "../comparison.ts";
import { toldChanges } from "../told-changes.ts";
import { byArea } from "../words.ts";
import { reason, word } from "./parts.ts";

export function stepPart({ from, to, changes }: Step, showsAll: boolean): Html {
  const kinds = toldChanges(changes, showsAll);
  return html`<h2>From ${show(from)} to ${show(to)}</h2>
${kinds.length === 0 ? html`<p>Nothing changed.</p>` : ""}
${kinds.map(
  ({ title, named, counted }) => html`<h3>${title}</h3>
<ul class="changes">
${named.map(changeItem)}
${counted.length === 0 ? "" : html`<li>${byArea(counted)}</li>`}
</ul>
`,
)}`;
}

function changeItem({ id, level, before, after }: Change): Html {
  const why = after.reason ?? before.reason;
  const whose = after.reason === null ? "before: " : "";
  return html`<li>${linkTo(id)} <span class="note">${level}</span> ${word(before)} → ${word(after)}${why === null ? "" : html` ${whose}${reason(why)}`}</li>
`;
}
