/** The two actions, asked twice and logged: a page that asks, and a form that does it. @module */

import { html } from "hono/html";
import type { TakeUpAgain } from "../../provider.ts";
import { sayWrong } from "../answers.ts";
import type { InspectorApp, InspectorContext } from "../context.ts";
import { readForm } from "../form.ts";
import { heading, id, link, note, page, word } from "../html.ts";
import { type Key, keyIn } from "../key.ts";
import { CHARACTERS, exactly, type Html, show } from "../show.ts";
import { hasFormToken, STALE_FORM } from "../sign-in.ts";
import { ACTIONS, type ActionKind } from "./ask.ts";
import { findRecorded } from "./query.ts";

export type TakenUp = Awaited<ReturnType<TakeUpAgain>>;

type Wanted = { readonly kind: ActionKind; readonly key: Key };

const NEITHER = "An action is for an event or an object, by its provider and its id.";

export function addActions(
  app: InspectorApp,
  { pool, takeUpAgain }: Pick<InspectorContext, "pool" | "takeUpAgain">,
): void {
  app.get("/again", (c) => {
    const wanted = wantedIn(c.req.query());
    if (wanted === null) return sayWrong(c, 400, NEITHER);
    return c.html(
      page(
        { title: "Once more?", viewer: c.var.session },
        question(wanted, c.var.session.formToken),
      ),
    );
  });

  app.post("/again", async (c) => {
    const form = await readForm(c.req.raw);
    if (form === null) return sayWrong(c, 413, "That form is not one of ours.");
    if (!hasFormToken(c, form)) {
      c.var.log.warn({ reason: "form_token" }, "inspector refused");
      return sayWrong(c, 403, STALE_FORM);
    }
    const fields = ["kind", "provider", "id"].map((name) => [name, form.get(name) ?? ""]);
    const wanted = wantedIn(Object.fromEntries(fields));
    if (wanted === null) return sayWrong(c, 400, NEITHER);
    const { kind, key } = wanted;
    const recorded = await pool.run((sql) => findRecorded(sql, kind, key));
    const taken: TakenUp =
      recorded === null
        ? { ok: false, code: "not_on_record" }
        : await takeUpAgain(key.provider, recorded);
    const what = { action: kind, provider: key.provider, event_id: recorded?.eventId };
    c.var.log.info({ ...what, object_id: recorded?.objectId, ...taken }, "inspector action");
    return c.html(
      page({ title: "Done", viewer: c.var.session }, answer(wanted, taken)),
      taken.ok ? 200 : 409,
    );
  });
}

function wantedIn(fields: Readonly<Record<string, string>>): Wanted | null {
  const key = keyIn(fields);
  const { kind } = fields;
  if (key === null || (kind !== "event" && kind !== "object")) return null;
  return { kind, key };
}

function question({ kind, key }: Wanted, formToken: string): Html {
  const what =
    key.provider === "gwop"
      ? "All that is known of its invoice is folded once more, and written where it is more than was known."
      : "Proxy is asked for the state of its object, and what that means is written if it is newer than what is held. What the event itself said isn't kept, and not needed.";
  return html`${heading(`${ACTIONS[kind]}?`, id(key.id, CHARACTERS.many))}
<p>${what} Nothing is granted twice. The log has a line about it.</p>
<form class="row" method="post" action="/again">
<input type="hidden" name="form_token" value="${formToken}">
<input type="hidden" name="kind" value="${kind}">
<input type="hidden" name="provider" value="${key.provider}">
<input type="hidden" name="id" value="${exactly(key.id)}">
<button>${kind === "event" ? "Yes, take it up again" : "Yes, read it again"}</button>
${back({ kind, key }, "No, back")}
</form>`;
}

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ["applied", "What is held has changed."],
  ["unchanged", "Nothing has changed: what is held is what is so."],
  ["stale", "Nothing has changed: a newer state is held already."],
  ["parked", "Nothing has changed: no invoice of its id is registered yet."],
  [
    "ids_disagree",
    "Nothing has changed: one of its ids is a registered invoice's, the other is not.",
  ],
  [
    "not_on_record",
    "No event of it is on record any more, to which a change could refer. The next one that comes brings it up to date.",
  ],
  ["provider_off", "This receiver has no settings for its provider."],
]);

function answer(wanted: Wanted, taken: TakenUp): Html {
  const word_ = taken.ok ? taken.outcome : taken.code;
  const meaning = MEANINGS.get(word_) ?? "It could not be done. Nothing has changed; try again.";
  return html`${heading(ACTIONS[wanted.kind], id(wanted.key.id, CHARACTERS.many))}
<div class="answer"><p>${taken.ok ? word(word_) : show(word_)} ${meaning}</p></div>
${taken.ok ? null : note("It was not done.")}
<div class="row">${back(wanted, "Back")}</div>`;
}

function back({ kind, key }: Wanted, text: string): Html {
  return link(kind === "event" ? "/event" : "/object", key, html`${text}`);
}
