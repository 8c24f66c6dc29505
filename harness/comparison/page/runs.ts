/** Who was compared, and what each run found in sum; over time also what broke when. Pure. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import { linkTo } from "../../reporters/html/anchor.ts";
import { VERDICTS } from "../../run/report.ts";
import type { Change } from "../changes.ts";
import type { Column, Comparison } from "../comparison.ts";
import type { BrokenSince, Trend } from "../trend.ts";
import { minuteOf } from "../words.ts";
import { chart } from "./chart.ts";
import { reason } from "./parts.ts";

export function runsPart({ columns, trend }: Comparison): Html {
  return html`<h2>${trend === null ? "What was compared" : "Runs"}</h2>
${trend === null ? "" : chart(columns)}
<div class="scroll found" role="region" aria-label="What each run found" tabindex="0">
<table>
<caption>What each run found</caption>
<thead><tr><th scope="col">run</th><th scope="col">began (UTC)</th>${VERDICTS.map((verdict) => html`<th scope="col" class="number">${verdict}</th>`)}<th scope="col" class="number">exit code</th>${
    trend === null
      ? html`<th scope="col">receiver</th><th scope="col">set</th><th scope="col" class="number">seed</th>`
      : html`<th scope="col">broke</th><th scope="col">mended</th>`
  }</tr></thead>
<tbody>
${columns.map((column, run) => runRow(column, run, trend))}
</tbody>
</table>
</div>
${trend === null ? "" : brokenPart(trend, columns)}`;
}

function runRow(column: Column, run: number, trend: Trend | null): Html {
  const { name, startedAt, tally, exitCode, target, requirementSet, seed } = column;
  return html`<tr><td>${show(name)}</td><td><time datetime="${startedAt}">${minuteOf(startedAt)}</time></td>${VERDICTS.map((verdict) => html`<td class="number">${tally[verdict]}</td>`)}<td class="number">${exitCode}</td>${
    trend === null
      ? html`<td>${show(target)}</td><td>${show(requirementSet)}</td><td class="number">${seed}</td>`
      : html`<td>${links(trend.changes[run]?.newlyBroken)}</td><td>${links(trend.changes[run]?.mended)}</td>`
  }</tr>
`;
}

function links(changes: readonly Change[] = []): Html {
  return html`${changes.map(({ id }) => html`<p>${linkTo(id)}</p>`)}`;
}

function brokenPart({ broken }: Trend, columns: readonly Column[]): Html {
  if (broken.length === 0) return html`<h2>Broken now</h2><p>Nothing.</p>`;
  return html`<h2>Broken now</h2>
<div class="scroll found" role="region" aria-label="Broken now" tabindex="0">
<table>
<caption>What is broken now, the longest first</caption>
<thead><tr><th scope="col">requirement</th><th scope="col">level</th><th scope="col">since</th><th scope="col">held last</th><th scope="col">what was seen</th></tr></thead>
<tbody>
${broken.map((one) => brokenRow(one, columns))}
</tbody>
</table>
</div>`;
}

function brokenRow(one: BrokenSince, columns: readonly Column[]): Html {
  const at = (run: number | null): Html | string => {
    const column = run === null ? undefined : columns[run];
    if (column === undefined) return "never";
    return html`<time datetime="${column.startedAt}">${minuteOf(column.startedAt)}</time> ${show(column.name)}`;
  };
  return html`<tr><td>${linkTo(one.id)}</td><td>${one.level}</td><td>${at(one.since)}</td><td>${at(one.lastHeld)}</td><td class="why">${one.reason === null ? "" : reason(one.reason)}</td></tr>
`;
}
