/** What is broken, by what it is broken by: the part of the page that is to be read. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import { type Group, groupsOf, isAccused } from "../../run/groups.ts";
import { type Finding, isKnown, isStale, type Report, STALE } from "../../run/report.ts";
import { headingOf } from "../evidence.ts";
import { blockedBy } from "../text.ts";
import { anchorOf, linkTo } from "./anchor.ts";
import { evidenceOf, evidenceOfFoundation, SENTENCE_MAX } from "./evidence.ts";

/** Before all else: what the run stands on, why it ended, and what a person should know. */
export function firstOf(report: Report): Html {
  const { foundations, remarks, stopped, findings } = report;
  const broken = foundations.map(
    (foundation) => html`<section class="cause">
<h2><span class="word bad">first of all</span> it does not hold that ${show(foundation.claim, SENTENCE_MAX)}</h2>
<p>${show(foundation.reason, SENTENCE_MAX)}</p>
${evidenceOfFoundation(foundation)}
<p>${blockedBy(foundation, findings).length} of the requirements stand on it, and were not asked</p>
</section>
`,
  );
  const cutShort =
    stopped === null
      ? ""
      : html`<p class="answer"><span class="word bad">stopped</span> the run was stopped: ${show(stopped.reason, SENTENCE_MAX)}</p>
`;
  const told = remarks.map(
    (
      remark,
    ) => html`<p class="answer"><span class="word odd">remark</span> ${show(remark, SENTENCE_MAX)}</p>
`,
  );
  return html`${broken}${cutShort}${told}`;
}

/** The groups, most follows from the first; then what broke neither once nor every time. */
export function causesOf(report: Report): Html {
  const { findings, header } = report;
  const groups = groupsOf(findings);
  const shared = groups.map((group, index) =>
    cause(group, report, index === 0 && groups.length > 1),
  );
  const stale = findings.filter(isStale).map(
    ({ id }) => html`<article class="finding" id="${anchorOf(id)}">
<h3><span class="word bad">✗ stale</span> <code>${show(id)}</code></h3>
<p>${STALE}</p>
</article>
`,
  );
  const doubtful = findings.filter(
    (finding) => finding.verdict === "inconclusive" && !isAccused(finding),
  );
  return html`${part("broken", shared)}${part("expectations of the baseline that no longer break", stale)}${part(
    "inconclusive",
    doubtful.map((finding) => article(finding, header)),
  )}${part(
    "broken, as expected",
    findings.filter(isKnown).map((finding) => article(finding, header)),
  )}`;
}

function part(title: string, articles: readonly Html[]): Html | string {
  if (articles.length === 0) return "";
  return html`<section>
<h2 id="${title.replaceAll(/\W+/g, "-")}">${title}</h2>
${articles}</section>
`;
}

function cause(group: Group, { header }: Report, isFirst: boolean): Html {
  const [first, ...others] = group.findings;
  const also = others.map(
    (
      finding,
    ) => html`<details class="also"><summary><code>${show(finding.id)}</code> ${show(finding.reason ?? "", SENTENCE_MAX)}</summary>
${article(finding, header, { level: 4, saysReason: true })}</details>
`,
  );
  return html`<section class="cause">
<h3>${isFirst ? html`<span class="word bad">fix this first</span> ` : ""}${show(headingOf(group, false), SENTENCE_MAX)}</h3>
${article(first, header, { level: 4, saysReason: others.length > 0 })}${
  also.length === 0
    ? ""
    : html`<p>The others that break by it:</p>
${also}`
}</section>
`;
}

const LOOKS = { broken: "bad", inconclusive: "odd" } as const;
const MARKS = { broken: "✗", inconclusive: "?" } as const;

/** Where it stands: below which headings, and whether its reason is one of them. */
type Place = { readonly level: 3 | 4; readonly saysReason: boolean };

const BY_ITSELF: Place = { level: 3, saysReason: true };

/** One finding in full, at its anchor. */
function article(
  finding: Finding,
  header: Report["header"],
  { level, saysReason }: Place = BY_ITSELF,
): Html {
  const { id, verdict, reason, expected } = finding;
  const look = verdict === "broken" ? "broken" : "inconclusive";
  const known =
    expected === null
      ? ""
      : html` <span class="note">as expected (${show(expected, SENTENCE_MAX)})</span>`;
  const name = html`<span class="word ${LOOKS[look]}">${MARKS[look]} ${verdict}</span> ${linkTo(id)}${known}`;
  return html`<article class="finding" id="${anchorOf(id)}">
${level === 3 ? html`<h3>${name}</h3>` : html`<h4>${name}</h4>`}
${saysReason ? html`<p class="reason">${show(reason ?? "", SENTENCE_MAX)}</p>` : ""}
${evidenceOf(finding, header)}
</article>
`;
}
