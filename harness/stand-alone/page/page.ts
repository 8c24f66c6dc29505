/** The page to work with: what there is, what may happen next, and what was delivered. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";
import type { ServedAnswer } from "../../simulator/serve.ts";
import type { Post } from "../courier.ts";
import type { Player } from "../playing.ts";
import { placeOf } from "../record.ts";
import { beginnings } from "./beginnings.ts";
import { deliveries } from "./deliveries.ts";
import { next } from "./next.ts";
import { objects } from "./objects.ts";

export type PageState = { readonly players: readonly Player[]; readonly post: Post };

/** What was wrong with what was asked last. */
export type Problem = { readonly status: number; readonly error: string };

/** Nothing is loaded from elsewhere, nothing is sent elsewhere, and nobody shows it as a part of theirs. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export function page(state: PageState, problem: Problem | null): ServedAnswer {
  return document("text/html; charset=utf-8", String(whole(state, problem)), problem?.status);
}

/** What only this page shows or loads, and no other may. */
export function document(type: string, body: string, status = 200): ServedAnswer {
  return {
    kind: "document",
    status,
    headers: {
      "content-type": type,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      // With `no-referrer` a form's Origin would be null, as a foreign page's is.
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    },
    body,
  };
}

function whole(state: PageState, problem: Problem | null): Html {
  const last = state.post.records.after(0).at(-1)?.number ?? 0;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Simulator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/simulator/assets/simulator.css">
<script type="module" src="/simulator/assets/simulator.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<main id="content" tabindex="-1" data-live="/simulator/live?since=${last}">
<h1>Simulator</h1>
${state.players.map(endpoint)}
<p class="row"><a class="button quiet" href="/">Load again</a>
<span class="note" data-live-status role="status"></span></p>
<div id="said" data-fresh role="alert">${problem === null ? null : said(problem)}</div>
${beginnings(state.players)}
<div class="work">
${objects(state.players)}
<div>
${next(state.post)}
${deliveries(state.players, state.post.records)}
</div>
</div>
</main>
<footer>Times are UTC. All of this can be asked by HTTP as well: its routes are at <a href="/simulator">/simulator</a>.</footer>
</body>
</html>
`;
}

function endpoint({ provider, part }: Player): Html {
  const { webhook, scheme } = part.endpoint;
  return html`<p class="note">${provider.title} delivers to ${show(placeOf(webhook))}, signed by ${scheme.name}.</p>`;
}

function said({ error }: Problem): Html {
  return html`<p class="problem">Not done: ${show(error, 1000)}</p>`;
}
