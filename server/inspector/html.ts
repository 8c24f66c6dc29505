/** What all pages of the inspector share: their frame, and how an id, a time or an outcome looks. @module */

import { html } from "hono/html";
import { CHARACTERS, exactly, type Html, show } from "./show.ts";

/** Whom a page is for; `null` before anybody has signed in. */
export type Viewer = { readonly formToken: string } | null;

const PAGES = [
  ["/", "Deliveries"],
  ["/refusals", "Refusals"],
  ["/health", "Health"],
] as const;

export type PageFrame = {
  readonly title: string;
  readonly viewer: Viewer;
  /** The path of the menu's entry that it belongs to. */
  readonly at?: (typeof PAGES)[number][0];
};

export function page({ title, viewer, at }: PageFrame, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Inspector</title>
<link rel="icon" href="/inspector.svg">
<link rel="stylesheet" href="/inspector.css">
<script type="module" src="/inspector.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
${viewer === null ? null : header(viewer, at)}
<main id="content" tabindex="-1">
${content}
</main>
${viewer === null ? null : html`<footer>Times are UTC.</footer>`}
</body>
</html>`;
}

function header({ formToken }: NonNullable<Viewer>, at: string | undefined): Html {
  const links = PAGES.map(
    ([path, name]) =>
      html`<li><a href="${path}" ${at === path ? html`aria-current="page"` : null}>${name}</a></li>`,
  );
  return html`<header>
<a class="brand" href="/">Inspector</a>
<nav aria-label="Pages"><ul>${links}</ul></nav>
<form method="post" action="/logout">
<input type="hidden" name="form_token" value="${formToken}">
<button class="quiet">Sign out</button>
</form>
</header>`;
}

/** A heading with what it is about, as one whole. */
export function heading(kind: string, subject: Html): Html {
  return html`<h1><span class="kind">${kind}</span> ${subject}</h1>`;
}

/** An id that a click copies, where scripts run; without them a click selects it. */
export function id(text: string, max: number = CHARACTERS.few): Html {
  return html`<code class="id" data-copy="${exactly(text)}">${show(text, max)}</code>`;
}

/** A link to another page; what is asked about is in its query, since an id may be any text. */
export function link(path: string, query: Readonly<Record<string, string>>, text: Html): Html {
  return html`<a href="${path}?${new URLSearchParams(query).toString()}">${text}</a>`;
}

/** To the millisecond, since what raced is told apart by them. `null`: none. */
export function time(at: Date | null): Html {
  if (at === null) return html`<span class="none">none</span>`;
  const iso = at.toISOString();
  const [day = "", clock = ""] = iso.replace("Z", "").split("T");
  return html`<time datetime="${iso}"><span class="day">${day}</span> ${clock}</time>`;
}

/** What a word means to a person who scans a page: four looks for all of them. */
const LOOKS: ReadonlyMap<string, string> = new Map([
  ["applied", "good"],
  ["granted", "good"],
  ["ready", "good"],
  ["restricted", "odd"],
  ["parked", "odd"],
  ["ids_disagree", "odd"],
  ["refused", "bad"],
  ["failed", "bad"],
]);

/** An outcome, an access, a state: a word of ours, in the look that goes with it. */
export function word(text: string): Html {
  return html`<span class="word ${LOOKS.get(text) ?? "calm"}">${show(text)}</span>`;
}

/** Facts about one thing, each with its name. */
export function facts(entries: readonly (readonly [name: string | Html, value: unknown])[]): Html {
  return html`<dl>${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export type Column = { readonly name: string; readonly isNumber?: boolean };

/**
 * A table that scrolls by itself where the screen is narrow.
 *
 * @param live Where more rows come from, for the script; `null` where none do.
 */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly Html[],
  live: string | null = null,
): Html {
  const head = columns.map(
    ({ name, isNumber }) =>
      html`<th scope="col" class="${isNumber === true ? "number" : ""}">${name}</th>`,
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody ${live === null ? null : html`data-live="${live}"`}>${rows}</tbody></table>
</div>`;
}

/** @returns 1,234,567. */
export function count(number: number): string {
  return number.toLocaleString("en");
}

export function note(text: string | Html): Html {
  return html`<p class="note">${text}</p>`;
}
