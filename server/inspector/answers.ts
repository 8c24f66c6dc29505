/** Answers that are no page of anything. @module */

import type { InspectorRequest } from "./context.ts";
import { note, page } from "./html.ts";

type Status = 400 | 403 | 404 | 413 | 421 | 429 | 500 | 503;

/** @param text What was wrong and what to do. Nothing of the request. */
export function sayWrong(
  c: InspectorRequest,
  status: Status,
  text: string,
): Response | Promise<Response> {
  return c.html(page({ title: "Not that", viewer: c.get("session") ?? null }, note(text)), status);
}
