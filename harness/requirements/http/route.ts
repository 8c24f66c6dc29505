/** Which requests are deliveries: the method, the path, and what the body calls itself. @module */

import type { Delivery } from "../../courier/delivery.ts";
import { describe, statusOf } from "../../courier/outcome.ts";
import { Broken, Untested } from "../../target/verdict.ts";
import { expectStatus } from "../../trial/expect.ts";
import { ping } from "../../trial/ping.ts";
import { expectEachRefused, expectEachTaken, rewriting } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

export const httpRoute: readonly Entry[] = [
  {
    id: "http/method",
    level: "MUST",
    profile: "wire",
    claim: "Any method but POST is refused.",
    why: "A route that answers GET with 200 looks healthy to every check of a wrong URL, and to a crawler.",
    source: "docs/target-contract.md#answers",
    remedy: "Register the route for POST, and answer 405 for all other methods.",
    proof: { kills: "http/any-method" },
    check: (trial) =>
      expectEachRefused(
        trial,
        {
          GET: { method: "GET" },
          PUT: { method: "PUT" },
          PATCH: { method: "PATCH" },
          DELETE: { method: "DELETE" },
        },
        ["any_4xx"],
      ),
  },
  {
    id: "http/allow",
    level: "SHOULD",
    profile: "wire",
    claim: "A 405 says in Allow that POST is the method.",
    why: "HTTP demands it (RFC 9110, 15.5.6), and it is the only hint that the path was right.",
    source: "docs/target-contract.md#answers",
    remedy: "Send Allow: POST with every 405.",
    proof: { kills: "http/allow-left-out" },
    check: async (trial) => {
      const outcome = await trial.deliver({ ...ping(trial), method: "PUT" });
      expectStatus(outcome, [405], "PUT");
      const allow = outcome.kind === "answered" ? outcome.answer.headers.get("allow") : undefined;
      if (!allow?.some((value) => /\bPOST\b/i.test(value))) {
        throw new Broken("a 405 without Allow: POST");
      }
    },
  },
  {
    id: "http/content-type",
    level: "SHOULD",
    profile: "wire",
    claim: "A body that does not call itself JSON is refused with 415.",
    why: "Browsers send forms and plain text across origins without asking; JSON they don't.",
    source: "docs/target-contract.md#answers",
    remedy: "Refuse other content types than application/json before reading the body.",
    proof: { kills: "http/any-content-type" },
    check: (trial) =>
      expectEachRefused(
        trial,
        {
          "content type text/plain": { bendHeaders: typed("text/plain") },
          "a form's content type": { bendHeaders: typed("application/x-www-form-urlencoded") },
          "content type application/jsonp": { bendHeaders: typed("application/jsonp") },
        },
        [415],
      ),
  },
  {
    id: "http/charset",
    level: "MUST",
    profile: "wire",
    claim: "A content type is read as HTTP spells it: with a charset parameter, in any case.",
    why: "Clients add charset=utf-8 by themselves; a comparison with one text refuses all that they deliver.",
    source: "docs/target-contract.md#answers",
    remedy: "Compare the part in front of the semicolon, without its case.",
    proof: { kills: "http/exact-content-type" },
    check: (trial) =>
      expectEachTaken(trial, {
        "content type application/json; charset=utf-8": {
          bendHeaders: typed("application/json; charset=utf-8"),
        },
        "content type application/json;charset=UTF-8": {
          bendHeaders: typed("application/json;charset=UTF-8"),
        },
        "content type Application/JSON": { bendHeaders: typed("Application/JSON") },
      }),
  },
  {
    id: "http/trailing-slash",
    level: "MUST",
    profile: "wire",
    claim: "The path with a slash more, or one less, is not answered with a redirect.",
    why: "Senders don't follow redirects, or follow them with a GET and without the body: the delivery is lost either way.",
    source: "docs/target-contract.md#routes",
    remedy: "Serve both paths, or answer 404; turn off the framework's redirect for this route.",
    proof: { kills: "http/slash-redirected" },
    check: async (trial) => {
      const { pathname } = trial.target.webhook;
      if (pathname === "/") throw new Untested("the endpoint has no path to add a slash to");
      const other = pathname.endsWith("/") ? pathname.slice(0, -1) : `${pathname}/`;
      const outcome = await trial.deliver({ ...ping(trial), pathname: other });
      const status = statusOf(outcome);
      if (status !== null && status >= 300 && status < 400) {
        throw new Broken(`the other spelling of the path: expected no redirect, got ${status}`);
      }
    },
  },
  {
    id: "http/unknown-path",
    level: "SHOULD",
    profile: "wire",
    claim: "A delivery to a path below the endpoint's is not acknowledged.",
    why: "A fallback that answers 200 to every path swallows the deliveries of an endpoint that was typed wrong.",
    source: "docs/target-contract.md#routes",
    remedy: "Answer 404 where no route is.",
    proof: { kills: "http/every-path" },
    check: async (trial) => {
      const pathname = `${trial.target.webhook.pathname.replace(/\/$/, "")}/no-such-route`;
      const outcome = await trial.deliver({ ...ping(trial), pathname });
      const status = statusOf(outcome);
      if (status !== null && status < 400) {
        throw new Broken(`a path that is none: expected a refusal, got ${describe(outcome)}`);
      }
    },
  },
  {
    id: "http/header-case",
    level: "MUST",
    profile: "wire",
    claim: "Header names are read without their case.",
    why: "HTTP/2 and many proxies write all names in lower case, others capitalize them.",
    source: "docs/target-contract.md#routes",
    remedy: "Read headers through an API that ignores case.",
    proof: {
      cannot:
        "servers hand names over in one case; the mutants get them in lower case, as from any proxy",
    },
    check: (trial) =>
      expectEachTaken(trial, {
        "names in lower case": { bendHeaders: named((name) => name.toLowerCase()) },
        "names in upper case": { bendHeaders: named((name) => name.toUpperCase()) },
      }),
  },
];

function typed(type: string): NonNullable<Delivery["bendHeaders"]> {
  return rewriting("content-type", () => type);
}

function named(spell: (name: string) => string): NonNullable<Delivery["bendHeaders"]> {
  return (headers) => headers.map(([name, value]) => [spell(name), value] as const);
}
