/** Deliveries a minute as a picture, with the same in words. Pure. @module */

import { html } from "hono/html";
import { count } from "../html.ts";
import type { Html } from "../show.ts";
import type { MinuteCount } from "./query.ts";

const MINUTES = 60;
const [WIDTH, HEIGHT] = [600, 100];

/** Four looks, from the bottom of a bar to its top; whatever isn't named has the second. */
const LAYERS = [
  { look: "good", name: "applied", of: ["applied"] },
  { look: "calm", name: "nothing to change", of: ["unchanged", "duplicate", "stale"] },
  { look: "odd", name: "waiting", of: ["parked", "ids_disagree"] },
  { look: "bad", name: "refused", of: ["refused"] },
] as const;

export function chart(minutes: readonly MinuteCount[]): Html {
  const totalOf = (ago: number, of: readonly string[]): number =>
    minutes
      .filter((minute) => minute.ago === ago && of.includes(minute.outcome))
      .reduce((sum, { count }) => sum + count, 0);
  const bars = Array.from({ length: MINUTES }, (_, ago) =>
    LAYERS.map(({ look, of }) => ({ look, count: totalOf(ago, of) })),
  );
  const highest = Math.max(1, ...bars.map((layers) => sum(layers.map(({ count }) => count))));
  const sums = LAYERS.map(({ look, name, of }) => ({
    look,
    name,
    count: sum(bars.map((_, ago) => totalOf(ago, of))),
  }));
  const words = sums.map(({ name, count: all }) => `${count(all)} ${name}`).join(", ");
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="Deliveries of the last hour, a bar a minute: ${words}. ${count(highest)} in the fullest minute.">
<line x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"></line>
${bars.map((layers, ago) => bar(layers, ago, highest))}
</svg>
<div class="axis"><span>an hour ago</span><span>at most ${count(highest)} a minute</span><span>now</span></div>
<ul class="legend">${sums.map(
    ({ look, name, count: all }) =>
      html`<li><span class="swatch ${look}-bar"></span>${name} ${count(all)}</li>`,
  )}</ul>`;
}

function bar(
  layers: readonly { readonly look: string; readonly count: number }[],
  ago: number,
  highest: number,
): readonly Html[] {
  const width = WIDTH / MINUTES;
  let bottom = HEIGHT;
  return layers.flatMap(({ look, count }) => {
    if (count === 0) return [];
    const height = Math.max(1, (count / highest) * HEIGHT); // one in a million is seen, too
    bottom -= height;
    const x = (MINUTES - 1 - ago) * width;
    return [
      html`<rect class="${look}-bar" x="${x + 1}" y="${bottom.toFixed(2)}" width="${width - 2}" height="${height.toFixed(2)}"></rect>`,
    ];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
