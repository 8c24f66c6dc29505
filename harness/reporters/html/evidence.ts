/** What a person needs to see a finding for themselves, on the page: the text's facts, and the drawing. @module */

import { html } from "hono/html";
import { inWords } from "../../histories/in-words.ts";
import { CHARACTERS, type Html, show, showLines, visible } from "../../pages/show.ts";
import type { Finding, Foundation, Header } from "../../run/report.ts";
import { type Fact, factsOf, factsOfFoundation } from "../evidence.ts";
import { drawLanes } from "./lanes.ts";

/** A sentence of ours may hold what somebody else said. */
export const SENTENCE_MAX = 2_000;

/** All of one finding, but for its name. */
export function evidenceOf(finding: Finding, header: Header): Html {
  const { id, why, story, details } = finding;
  const [claim, ...facts] = factsOf(finding, header);
  const told = inWords(story);
  // Where the story is told, it has these lines in it.
  const isTold = details.every((line) => told.includes(line));
  return html`<p>${show(claim?.text ?? "", SENTENCE_MAX)} <span class="note">${show(why, SENTENCE_MAX)}</span></p>
${story.length === 0 ? "" : storyOf(id, finding)}
${factList(labelled(facts).filter(({ label }) => !(label === "smallest" && isTold)))}`;
}

export function evidenceOfFoundation(foundation: Foundation): Html {
  return factList(labelled(factsOfFoundation(foundation)));
}

function storyOf(id: string, { story }: Pick<Finding, "story">): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${visible(`The story of ${id}`, SENTENCE_MAX)}">
${drawLanes(story, id)}</div>
<details><summary>The same as text</summary>${showLines(inWords(story).join("\n"))}</details>`;
}

/** Facts by their labels; what is there to be copied, and what somebody else said, as it is. */
function factList(facts: readonly Labelled[]): Html {
  const entries = facts.map(
    ({ label, lines, isCommand }) => html`<div><dt>${label}</dt><dd>${
      isCommand
        ? html`<code class="command">${show(lines.join("\n"), CHARACTERS.many)}</code>`
        : AS_IT_IS.has(label)
          ? showLines(lines.join("\n"))
          : show(lines.join("\n"), SENTENCE_MAX)
    }</dd></div>
`,
  );
  return html`<dl class="facts">
${entries}</dl>`;
}

const AS_IT_IS: ReadonlySet<string> = new Set(["smallest", "seen", "answered", "wrote"]);

type Labelled = {
  readonly label: string;
  readonly lines: readonly string[];
  readonly isCommand: boolean;
};

/** A line without a label belongs to the one before it. */
function labelled(facts: readonly Fact[]): readonly Labelled[] {
  const all: Labelled[] = [];
  for (const { label, text, isCommand = false } of facts) {
    const before = all.at(-1);
    if (label !== "" && label !== null) all.push({ label, lines: [text], isCommand });
    else if (before !== undefined) {
      all.splice(-1, 1, { ...before, lines: [...before.lines, text] });
    }
  }
  return all;
}
