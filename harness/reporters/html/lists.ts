/** What is not broken, in short: what was not asked and why, and what held. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import { type Finding, isStale, type Report } from "../../run/report.ts";
import { anchorOf } from "./anchor.ts";
import { SENTENCE_MAX } from "./evidence.ts";

/** Each requirement has its anchor here, unless it is told in full above. */
export function listsOf({ findings }: Report): Html {
  const of = (verdict: Finding["verdict"]): readonly Finding[] =>
    findings.filter((finding) => finding.verdict === verdict && !isStale(finding));
  return html`${byReason("untested", of("untested"))}${byReason("blocked", of("blocked"))}${held(of("held"))}`;
}

function byReason(title: string, findings: readonly Finding[]): Html | string {
  if (findings.length === 0) return "";
  const reasons = [...Map.groupBy(findings, ({ reason }) => reason ?? "")];
  return html`<section>
<h2 id="${title}">${title}</h2>
${reasons.map(([reason, members]) =>
  folded(html`${members.length} ${title}: ${show(reason, SENTENCE_MAX)}`, members),
)}</section>
`;
}

function held(findings: readonly Finding[]): Html | string {
  if (findings.length === 0) return "";
  const areas = [
    ...Map.groupBy(findings, ({ id }) => id.slice(0, Math.max(0, id.lastIndexOf("/")))),
  ];
  return html`<section>
<h2 id="held">held</h2>
${areas.map(([area, members]) => folded(html`<code>${show(area)}</code> ${members.length} held`, members))}</section>
`;
}

function folded(summary: Html, findings: readonly Finding[]): Html {
  const entries = findings.map(
    ({
      id,
      claim,
      level,
    }) => html`<li id="${anchorOf(id)}"><code>${show(id)}</code> ${level === "SHOULD" ? html`<span class="word">SHOULD</span> ` : ""}${show(claim, SENTENCE_MAX)}</li>
`,
  );
  return html`<details><summary>${summary}</summary>
<ul class="claims">
${entries}</ul></details>
`;
}
