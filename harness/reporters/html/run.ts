/** The bottom of the page: what was tried, where, and how to run it again. @module */

import { html } from "hono/html";
import { CHARACTERS, type Html, show } from "../../pages/show.ts";
import type { Header, Report } from "../../run/report.ts";
import { shellWord } from "../../settings/shell-word.ts";
import { playedInWords } from "../schedules.ts";
import { settledInWords } from "../text.ts";
import { SENTENCE_MAX } from "./evidence.ts";

/** What generated histories really exercised: without it, "held" says little. */
export function triedOf({ measurements, schedules }: Report): Html | string {
  const { coverage, overlap, settledInMs } = measurements;
  const met =
    overlap === null ? [] : [["overlap of races", `${Math.round(overlap.median * 100)}%`] as const];
  const counts = [
    ...Object.entries(coverage).map(([what, times]) => [what, String(times)] as const),
    ...met,
  ];
  const said = [
    ...schedules.map((one) => `schedules: ${playedInWords(one)}`),
    ...(settledInMs === null ? [] : [`settled: ${settledInWords(settledInMs)}`]),
  ];
  if (counts.length + said.length === 0) return "";
  return html`<section>
<h2 id="tried">tried</h2>
${said.map(
  (line) => html`<p>${show(line, SENTENCE_MAX)}</p>
`,
)}${
  counts.length === 0
    ? ""
    : html`<ul class="tried">
${counts.map(
  ([what, times]) => html`<li>${show(what, SENTENCE_MAX)} <b>${times}</b></li>
`,
)}</ul>
`
}</section>
`;
}

export function runOf({ header, measurements }: Report): Html {
  const { endpoints, seed, nonce, policy, requirementSet, startedAt, handler, strict } = header;
  const { durationMs, deliveries, answerMs } = measurements;
  const facts: readonly (readonly [string, string])[] = [
    ...endpoints.map(({ provider, url, scheme }) => [provider, `${url}  ${scheme}`] as const),
    ["policy", `past_due=${policy.pastDue} cancelled=${policy.cancelled}`],
    ["requirement set", requirementSet],
    ["seed", String(seed)],
    ["nonce", nonce],
    ["a broken SHOULD", strict ? "counts" : "does not count"],
    ["handler", handler ?? "not told"],
    ["started", startedAt],
    ["took", `${(durationMs / 1000).toFixed(3)} s`],
    ["deliveries", String(deliveries)],
    [
      "answered within",
      answerMs === null
        ? "none was sent alone"
        : `${answerMs.median} ms, ${answerMs.max} ms at most`,
    ],
  ];
  return html`<section>
<h2 id="run">the run</h2>
<dl>
${facts.map(
  ([name, value]) => html`<div><dt>${name}</dt><dd>${show(value, SENTENCE_MAX)}</dd></div>
`,
)}</dl>
<h3>To run it again</h3>
<p><code class="command">${show(againOf(header), CHARACTERS.many)}</code></p>
</section>
`;
}

/** The seed and the selection are in no command: a replay has its own. */
function againOf({ command, isReplay, seed, only }: Header): string {
  if (isReplay) return command;
  return [command, ...only.map((each) => `--only ${shellWord(each)}`), `--seed ${seed}`].join(" ");
}
