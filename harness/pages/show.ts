/** Makes text of anybody's harmless to look at: what is invisible or moves its neighbours is named. @module */

import { html, raw } from "hono/html";

export type Html = ReturnType<typeof html>;

/** In a list, and where a text is all that is asked about. */
export const CHARACTERS = { few: 120, many: 8192 } as const;

/**
 * Control characters, with them those that a terminal obeys; marks that turn the direction of what
 * follows; spaces without a width; what Unicode calls a tag, a separator, or nothing at all.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u00ad\u115f\u1160\u3164\uffa0]|\u034f/gu;

/** As people lay out a document. */
const LAYOUT = /[\n\t]/;

/**
 * Shows text as it is, but for what nobody could see: of that, its name.
 *
 * Isolated, so that a text from right to left turns nothing around it. The template escapes markup.
 *
 * @param max How many characters, after which it is cut, and says so.
 */
export function show(text: string, max: number = CHARACTERS.few): Html {
  return html`<bdi>${visible(text, max)}</bdi>${cutNote(text, max)}`;
}

/** Shows a document, line by line. */
export function showLines(text: string, max: number = CHARACTERS.many): Html {
  return html`<pre tabindex="0"><bdi>${visible(text, max, LAYOUT)}</bdi></pre>${cutNote(text, max)}`;
}

/**
 * A text for an attribute, where it must stay what it is. What is hidden in it is spelled by number, so
 * that a page which is read in a terminal is harmless there, too.
 */
export function exactly(text: string): Html {
  const escaped = String(html`${text.toWellFormed()}`);
  return raw(
    escaped.replace(HIDDEN, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code >= 0x7f && code <= 0x9f ? "\ufffd" : `&#x${code.toString(16)};`; // HTML has no number for those
    }),
  );
}

/** @returns The text with the names of what is hidden in it. Not escaped yet. */
export function visible(text: string, max: number, kept: RegExp = /(?!)/): string {
  const part = text.length > max ? text.slice(0, max) : text;
  return part
    .toWellFormed()
    .replace(HIDDEN, (character) => (kept.test(character) ? character : nameOf(character)));
}

/** By its number: pictures such as `␛` are in few fonts. */
function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

function cutNote(text: string, max: number): Html | null {
  if (text.length <= max) return null;
  return html` <span class="note">cut: of ${text.length.toLocaleString("en")} characters</span>`;
}
