/** What all parts of the page of a comparison are made of. Pure. @module */

import { html } from "hono/html";
import type { Html } from "../../pages/show.ts";
import type { Cell } from "../rows.ts";
import { markOf, reasonIn, verdictOf } from "../words.ts";

/** @returns Which of the house's looks says what was found. */
export function lookOf({ verdict, isKnown }: Cell): "good" | "odd" | "bad" | "calm" {
  switch (verdict) {
    case "held":
      return "good";
    case "broken":
      return isKnown ? "odd" : "bad";
    case "inconclusive":
      return "odd";
    case "untested":
    case "blocked":
    case null:
      return "calm";
  }
}

/** A verdict, in the look that goes with it. */
export function word(cell: Cell): Html {
  return html`<span class="word ${lookOf(cell)}">${verdictOf(cell)}</span>`;
}

/** For the eye a mark; for who doesn't see it, the verdict. Most held, and a check mark is read as that. */
export function mark(cell: Cell): Html {
  const { verdict } = cell;
  if (verdict === "held") return html`<td class="mark good">${markOf(verdict)}</td>`;
  return html`<td class="mark ${lookOf(cell)}"><span aria-hidden="true">${markOf(verdict).trim()}</span><span class="unseen">${verdictOf(cell)}</span></td>`;
}

export function reason(text: string): Html {
  return html`<bdi>${reasonIn(text)}</bdi>`;
}
