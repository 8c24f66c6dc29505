/** How many requirements each run found broken or doubtful, as a picture. The table beside it has the numbers. Pure. @module */

import { html } from "hono/html";
import type { Html } from "../../pages/show.ts";
import type { Column } from "../comparison.ts";
import { minuteOf } from "../words.ts";

const [WIDTH, HEIGHT] = [600, 100];

/** A bar is no wider, though there are few. */
const BAR_MAX = 60;

/** From the bottom of a bar to its top, in the house's colours. */
const LAYERS = [
  { look: "bad", verdict: "broken" },
  { look: "odd", verdict: "inconclusive" },
] as const;

/** @returns Nothing where there is nothing to draw. */
export function chart(columns: readonly Column[]): Html | null {
  const heights = columns.map(({ tally }) => tally.broken + tally.inconclusive);
  const highest = Math.max(...heights);
  const [first, last] = [columns.at(0), columns.at(-1)];
  if (highest < 1 || first === undefined || last === undefined) return null;
  const words = `Broken and inconclusive requirements, a bar a run: ${heights.join(", ")}.`;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${words}">
<line x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"></line>
${columns.map((column, index) => bar(column, index, { runs: columns.length, highest }))}
</svg>
<div class="axis"><span>${minuteOf(first.startedAt)}</span><span>at most ${highest}</span><span>${minuteOf(last.startedAt)}</span></div>
<ul class="legend">${LAYERS.map(
    ({ look, verdict }) =>
      html`<li><span class="swatch ${look}-bar"></span>${verdict} ${last.tally[verdict]} in the last run</li>`,
  )}</ul>`;
}

function bar(
  { tally }: Column,
  index: number,
  { runs, highest }: { readonly runs: number; readonly highest: number },
): readonly Html[] {
  const space = WIDTH / runs;
  const width = Math.min(BAR_MAX, space * 0.8);
  const x = (index + 0.5) * space - width / 2;
  let bottom = HEIGHT;
  return LAYERS.flatMap(({ look, verdict }) => {
    if (tally[verdict] === 0) return [];
    const height = Math.max(1, (tally[verdict] / highest) * HEIGHT);
    bottom -= height;
    return [
      html`<rect class="${look}-bar" x="${x.toFixed(2)}" y="${bottom.toFixed(2)}" width="${width.toFixed(2)}" height="${height.toFixed(2)}"></rect>`,
    ];
  });
}
