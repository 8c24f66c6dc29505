/** How a page offers an action: as a link to a question. Nothing is done by asking it. @module */

import { html } from "hono/html";
import type { Key } from "../key.ts";
import type { Html } from "../show.ts";

export const ACTIONS = {
  event: "Take this event up again",
  object: "Read this object again",
} as const;

export type ActionKind = keyof typeof ACTIONS;

export function askAgain(kind: ActionKind, { provider, id }: Key): Html {
  const query = new URLSearchParams({ kind, provider, id });
  return html`<a class="button quiet" href="/again?${query.toString()}">${ACTIONS[kind]}…</a>`;
}
