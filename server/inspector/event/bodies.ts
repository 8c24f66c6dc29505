/** What was sent, where it was captured, and how two bodies under one id differ. @module */

import { diffLines } from "diff";
import { html } from "hono/html";
import { note, time } from "../html.ts";
import { indent } from "../indent.ts";
import { CHARACTERS, type Html, showLines, visible } from "../show.ts";
import type { Attempt, KnownEvent } from "./query.ts";

/** Beyond so many lines nobody reads a comparison, and making one takes long. */
const LINES_MAX = 2000;

export function bodies({ attempts, recorded }: KnownEvent): Html {
  const digests = new Set([
    ...attempts.map(({ body_sha256 }) => body_sha256),
    ...(recorded === null ? [] : [recorded.body_sha256]),
  ]);
  const conflict =
    digests.size < 2
      ? null
      : html`<p class="problem">${digests.size} different bodies came under this id: a mistake of the sender's, or somebody else has a signing secret.</p>`;
  const kept = firstOfEach(attempts.filter(({ body }) => body !== null));
  if (kept.length === 0) {
    return html`${conflict}${note("No body is kept: CAPTURE was off, or they were dropped since. The digests are.")}`;
  }
  const [first, second] = kept;
  const missing = digests.size - kept.length;
  return html`${conflict}
${missing > 0 && digests.size > 1 ? note(`Of ${missing} of them no body is kept.`) : null}
${first === undefined || second === undefined ? null : comparison(first, second)}
${kept.map(one)}`;
}

/** One attempt a body, the earliest first. */
function firstOfEach(attempts: readonly Attempt[]): readonly Attempt[] {
  return [
    ...new Map(attempts.map((attempt) => [attempt.body_sha256, attempt])).values(),
  ].toReversed();
}

function one({ received_at, body, is_cut, headers, body_sha256 }: Attempt): Html {
  const lines = (headers ?? []).map(([name, value]) => `${name}: ${value ?? "(not kept)"}`);
  return html`<h3>${time(received_at)} <span class="note">SHA-256 ${body_sha256.slice(0, 12)}…, redacted${is_cut === true ? ", cut" : ""}</span></h3>
${showLines(indent(body ?? ""))}
<details><summary>Headers</summary>${showLines(lines.join("\n"))}</details>`;
}

function comparison(first: Attempt, second: Attempt): Html {
  const [before, after] = [indent(first.body ?? ""), indent(second.body ?? "")];
  if ([before, after].some((text) => text.split("\n").length > LINES_MAX)) {
    return note(`They have more than ${LINES_MAX} lines: they are not compared.`);
  }
  const parts = diffLines(before, after).map(({ value, added, removed }) => {
    const text = visible(value, CHARACTERS.many, /[\n\t]/);
    if (added) return html`<ins>${marked("+", text)}</ins>`;
    return removed ? html`<del>${marked("-", text)}</del>` : html`${marked(" ", text)}`;
  });
  return html`<h3>What differs</h3><pre class="diff" tabindex="0"><bdi>${parts}</bdi></pre>`;
}

/** A sign a line, for those who see no colours. */
function marked(sign: string, text: string): string {
  return text.replace(/^(?=.)/gm, `${sign} `);
}
