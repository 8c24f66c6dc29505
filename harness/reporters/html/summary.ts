/** The top of the page: the verdict, how many there are of each, and where they stand. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import { conclusionOf } from "../../run/conclusion.ts";
import { exitCodeOf } from "../../run/exit-code.ts";
import { groupsOf } from "../../run/groups.ts";
import { type Report, tallyOf, VERDICTS, type Verdict } from "../../run/report.ts";
import { headingOf } from "../evidence.ts";
import { anchorOf, linkTo } from "./anchor.ts";
import { SENTENCE_MAX } from "./evidence.ts";

const LOOKS: Readonly<Record<Verdict, string>> = {
  held: "good",
  broken: "bad",
  inconclusive: "odd",
  untested: "",
  blocked: "",
};

export function summaryOf(report: Report): Html {
  const { findings, header } = report;
  const tally = tallyOf(findings);
  const counts = VERDICTS.filter((verdict) => verdict !== "blocked" || tally.blocked > 0).map(
    (
      verdict,
    ) => html`<li><span class="word ${tally[verdict] === 0 ? "" : LOOKS[verdict]}">${tally[verdict]} ${verdict}</span></li>
`,
  );
  return html`<h1>Conformance of ${header.endpoints.map(({ url }) => html`<code>${show(url, SENTENCE_MAX)}</code> `)}</h1>
<p class="verdict ${lookOf(report)}">${show(conclusionOf(report), SENTENCE_MAX)}</p>
<ul class="counts" aria-label="How many there are of each verdict">
${counts}</ul>
${contentsOf(report)}`;
}

function lookOf(report: Report): string {
  const code = exitCodeOf(report, report.header.strict);
  if (code === 0) return "good";
  return code === 1 ? "bad" : "odd";
}

/** What is broken, by its causes, each with the anchors of all that break by it. */
function contentsOf({ findings }: Report): Html | string {
  const groups = groupsOf(findings);
  if (groups.length === 0) return "";
  const entries = groups.map((group, index) => {
    const [first, ...others] = group.findings;
    const ids = [first, ...others].map(({ id }) => linkTo(id));
    const heading = headingOf(group, index === 0 && groups.length > 1);
    return html`<li><a href="#${anchorOf(first.id)}">${show(heading, SENTENCE_MAX)}</a> ${
      others.length === 0
        ? linkTo(first.id)
        : html`<details><summary>all ${ids.length}</summary>${ids.map((id) => html`${id} `)}</details>`
    }</li>
`;
  });
  return html`<nav class="contents" aria-label="What is broken">
<ol>
${entries}</ol>
</nav>
`;
}
