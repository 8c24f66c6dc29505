/** The way in and out: a token once, a cookie from then on. @module */

import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { sayWrong } from "./answers.ts";
import { createAttempts } from "./attempts.ts";
import type { InspectorApp, InspectorContext, InspectorRequest } from "./context.ts";
import { type Form, readForm } from "./form.ts";
import { page } from "./html.ts";
import { isFromOurPage } from "./same-origin.ts";
import { createSessions, isSame, SESSION_HOURS } from "./sessions.ts";
import type { Html } from "./show.ts";

const COOKIE = "inspector";

const WRONG_TOKEN = "That is not the token.";

/** Everything that is added to `app` afterwards is for whoever has signed in. */
export function addSignIn(
  app: InspectorApp,
  { config, pool, now, token }: InspectorContext & { readonly token: string },
): void {
  const sessions = createSessions(pool, token);
  const attempts = createAttempts(now);
  const isSecure = config.origin?.startsWith("https:") === true;
  const cookie = {
    ...(isSecure ? { prefix: "host" as const } : {}),
    path: "/",
    secure: isSecure,
    httpOnly: true,
    sameSite: "Strict",
  } as const;
  const sessionIdOf = (c: InspectorRequest) => getCookie(c, COOKIE, cookie.prefix) ?? "";

  // Before anything is read of a POST: another site's is not even an attempt.
  app.post("*", async (c, next) => {
    if (isFromOurPage(c.req.raw.headers, config)) return next();
    c.var.log.warn({ reason: "origin" }, "inspector refused");
    return sayWrong(
      c,
      403,
      "Forms are taken from the inspector's own pages, by https or on loopback.",
    );
  });

  app.get("/login", (c) => c.html(signInPage("/")));

  app.post("/login", async (c) => {
    const form = await readForm(c.req.raw);
    if (form === null) return sayWrong(c, 413, "That form is not one of ours.");
    const waitMs = attempts.take();
    if (waitMs > 0) {
      c.var.log.warn({ reason: "attempts" }, "inspector refused");
      const seconds = String(Math.ceil(waitMs / 1000));
      c.header("retry-after", seconds);
      const text = `Too many attempts, of anybody's. Try again in ${seconds} s.`;
      return c.html(signInPage(nextOf(form), text), 429);
    }
    if (!isSame(form.get("token") ?? "", token)) {
      c.var.log.warn({ reason: "token" }, "inspector refused");
      return c.html(signInPage(nextOf(form), WRONG_TOKEN), 401);
    }
    attempts.giveBack();
    await sessions.end(sessionIdOf(c));
    const { id } = await sessions.begin();
    setCookie(c, COOKIE, id, { ...cookie, maxAge: SESSION_HOURS * 3600 });
    c.var.log.info("inspector signed in");
    return c.redirect(nextOf(form), 303);
  });

  app.use(async (c, next) => {
    const session = await sessions.find(sessionIdOf(c));
    if (session !== null) {
      c.set("session", session);
      return next();
    }
    // A link from elsewhere comes without the cookie; the same link here comes with it.
    return c.html(signInPage(c.req.method === "GET" ? pathOf(c) : "/"), 401);
  });

  app.post("/logout", async (c) => {
    const form = await readForm(c.req.raw);
    if (form === null || !hasFormToken(c, form)) return sayWrong(c, 403, STALE_FORM);
    await sessions.end(c.var.session.id);
    deleteCookie(c, COOKIE, cookie);
    c.header("clear-site-data", '"cache"');
    c.var.log.info("inspector signed out");
    return c.redirect("/login", 303);
  });
}

export const STALE_FORM = "That form is of another session. Open its page again.";

/** Whether a form was made for this session, and so by us. */
export function hasFormToken(c: InspectorRequest, form: Form): boolean {
  return isSame(form.get("form_token") ?? "", c.var.session.formToken);
}

function pathOf(c: InspectorRequest): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}

/** Where to go once signed in: here, whatever the form says. */
function nextOf(form: Form): string {
  const next = form.get("next") ?? "";
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : "/";
}

function signInPage(next: string, problem: string | null = null): Html {
  return page(
    { title: "Sign in", viewer: null },
    html`<form class="sign-in" method="post" action="/login">
<h1>Inspector</h1>
${problem === null ? null : html`<p class="problem" role="alert">${problem}</p>`}
<input type="hidden" name="next" value="${next}">
<label for="token">Token</label>
<input id="token" name="token" type="password" required autocomplete="current-password" autofocus>
<button>Sign in</button>
<p class="note">It is what INSPECTOR_TOKEN says. ${
      next === "/" ? null : html`Signed in already? <a href="${next}">Go on</a>.`
    }</p>
</form>`,
  );
}
