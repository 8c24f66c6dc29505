/** Answers the page's forms: by the page again, once what was asked for is done. @module */

import { setTimeout as wait } from "node:timers/promises";
import { complaint } from "../simulator/route-doc.ts";
import type { ServedAnswer, ServedRoute } from "../simulator/serve.ts";
import { isForm, jsonOf } from "./page/form.ts";
import { type PageState, page } from "./page/page.ts";

/** A receiver that takes longer is waited for by the list of deliveries. */
const DONE_WITHIN_MS = 1_000;

/** The section of the page that comes after a form: by it the keyboard goes on where it was. */
const SECTION = /^\/simulator\/(?<name>deliveries|held|hold|misbehave)$/;

export function takingForms(route: ServedRoute, state: PageState): ServedRoute {
  return async (request, body) => {
    const { method, path, headers } = request;
    if (method !== "POST" || !path.startsWith("/simulator/")) return route(request, body);
    if (!isForm(headers["content-type"], body)) return route(request, body);
    const done = route(request, jsonOf(body));
    const answer = await Promise.race([done, wait(DONE_WITHIN_MS, null, { ref: false })]);
    if (answer !== null && "status" in answer && answer.status !== 200) {
      return page(state, { status: answer.status, error: wordsOf(answer) });
    }
    return backTo(path);
  };
}

/** So that loading the page again asks for nothing twice. */
function backTo(path: string): ServedAnswer {
  const section = SECTION.exec(path)?.groups?.["name"];
  const place = section === undefined ? "objects" : section === "deliveries" ? section : "next";
  return { kind: "document", status: 303, headers: { location: `/#${place}` }, body: "" };
}

function wordsOf({ body }: { readonly body: string }): string {
  const told = complaint.safeParse(JSON.parse(body)); // written by a route of ours
  return told.success ? told.data.error : "the simulator does not say why";
}
