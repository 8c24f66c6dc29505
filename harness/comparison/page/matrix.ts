/** Requirements by receivers, or by runs, as a table whose heads stay. Pure. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import { anchorOf } from "../../reporters/html/anchor.ts";
import type { Area, Column, Comparison } from "../comparison.ts";
import { linesOf } from "../fold.ts";
import { alikeIn } from "../format-text.ts";
import type { Row } from "../rows.ts";
import { nameIn, reasonsOf, whoseIn } from "../words.ts";
import { mark } from "./parts.ts";

/** With more columns than this, their names stand upright. */
const LYING_MAX = 9;

/** Which one is shown, what is alike together or each by itself, is the reader's choice, and takes no script. */
export function matrixPart({ columns, areas }: Comparison, showsAll: boolean): Html {
  const isUpright = columns.length > LYING_MAX;
  return html`<h2>Requirements</h2>
<p><label class="choice"><input type="checkbox" id="each"${showsAll ? html` checked` : ""}> each requirement by itself, though many are alike</label></p>
<p class="note">✓ held, ✗ broken, ? inconclusive, - untested or blocked; not asked where nothing stands</p>
<div class="matrix${isUpright ? " upright" : ""}" role="region" aria-label="Requirements" tabindex="0">
<table>
<caption>Requirements, by ${columns.length} reports</caption>
<thead><tr><th scope="col">requirement</th>${columns.map(({ name }) => html`<th scope="col" class="mark">${show(name)}</th>`)}<th scope="col">what was seen</th></tr></thead>
${areas.map((area) => areaRows(area, columns))}
</table>
</div>`;
}

function areaRows(area: Area, columns: readonly Column[]): Html {
  const lines = linesOf(area);
  const counted = lines.flatMap((line) => (line.kind === "alike" ? [line.rows] : []));
  const folded = new Set(counted.flat());
  return html`<tbody>
<tr class="area"><th scope="rowgroup">${show(area.name)}</th><td colspan="${columns.length + 1}"></td></tr>
${counted.map(
  (rows) =>
    html`<tr class="alike"><th scope="row">${rows.length} ${alikeIn(rows)}</th>${rows[0]?.cells.map(mark)}<td></td></tr>
`,
)}${area.rows.map((row) => requirementRow(row, columns, folded.has(row)))}</tbody>
`;
}

function requirementRow(row: Row, columns: readonly Column[], isFolded: boolean): Html {
  const level = row.level === "MUST" ? "" : html` <span class="note">${row.level}</span>`;
  return html`<tr id="${anchorOf(row.id)}"${isFolded ? html` class="folded"` : ""}><th scope="row"><code>${show(row.id)}</code>${level}</th>${row.cells.map(mark)}<td class="why">${why(row, columns)}</td></tr>
`;
}

/** A receiver's name and its reason are texts of anybody's, so each is isolated by itself. */
function why({ cells }: Row, columns: readonly Column[]): readonly Html[] {
  return reasonsOf(cells).map((shared) => {
    const whose = whoseIn(shared, cells, (column) => nameIn(columns[column]?.name ?? ""));
    return html`<p><span class="note"><bdi>${whose}</bdi>:</span> <bdi>${shared.reason}</bdi></p>`;
  });
}
