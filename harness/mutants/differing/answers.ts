/** Receivers whose answers have other statuses, headers and bodies. @module */

import { answering, type Differing, statusing } from "./differing.ts";

const REFUSALS = [
  "signature/unauthorized",
  "body/content-too-large",
  "body/compressed",
  "http/allow",
  "http/content-type",
  "http/request-timeout",
];

/** Where a wrong signature and a wrong body are answered alike, neither says which it was. */
const ALIKE = ["the target answers a wrong signature and"];

const OK = [200, 201, 202, 204] as const;

const LONG_BODY = "It was taken.\n".repeat(5_000);

export const differingAnswers: readonly Differing[] = [
  {
    name: "refuses with 400",
    way: "Answers 400 to whatever it refuses.",
    breaks: [...REFUSALS, "http/other-merchant-forbidden"],
    untested: ALIKE,
    parts: refusingWith(400),
  },
  {
    name: "refuses with 422",
    way: "Answers 422 to whatever it refuses.",
    breaks: [...REFUSALS, "body/bad-request", "http/other-merchant-forbidden"],
    untested: ALIKE,
    parts: refusingWith(422),
  },
  {
    name: "refuses with 403",
    way: "Answers 403 to whatever it refuses.",
    breaks: [...REFUSALS, "body/bad-request"],
    untested: ALIKE,
    parts: refusingWith(403),
  },
  {
    name: "calls what does not verify malformed",
    way: "Answers 400 where a signature or a time is wrong, as the samples of a well-known sender do.",
    breaks: ["signature/unauthorized"],
    untested: ALIKE,
    parts: (correct) => ({
      ...correct,
      answerFault: (fault, received, context) =>
        correct.answerFault(
          /^(signature|timestamp)_/.test(fault) ? "event_malformed" : fault,
          received,
          context,
        ),
    }),
  },
  {
    name: "other methods are not found",
    way: "Has a route for POST alone: other methods are answered 404.",
    breaks: ["http/allow"],
    parts: statusing((status) => (status === 405 ? 404 : status)),
  },
  {
    name: "takes any content type",
    way: "Does not look at what a body calls itself, nor at its encoding.",
    breaks: ["http/content-type", "body/compressed"],
    parts: (correct) => ({
      ...correct,
      admit: (incoming) =>
        correct.admit({
          ...incoming,
          headers: new Map([["content-type", ["application/json"]]]),
        }),
    }),
  },
  {
    name: "outages are 500",
    way: "Lets its framework answer 500 where it could not do its work.",
    untested: ["it answers no 503 to this"],
    parts: statusing((status) => (status === 503 ? 500 : status)),
  },
  {
    name: "outages have a date",
    way: "Says in Retry-After at what time to come again, and not in how many seconds.",
    parts: answering(({ headers, ...answer }) => ({
      ...answer,
      headers:
        "retry-after" in headers
          ? { ...headers, "retry-after": new Date(Date.now() + 1_000).toUTCString() }
          : headers,
    })),
  },
  {
    name: "acknowledges with any 2xx",
    way: "Answers 200, 201, 202 and 204 in turn.",
    parts: (correct) => {
      let acknowledged = 0;
      const next = (): number => OK[acknowledged++ % OK.length] ?? 200;
      return statusing((status) => (status === 200 ? next() : status))(correct);
    },
  },
  {
    name: "duplicates have their own 2xx",
    way: "Answers 208 to what it knows already.",
    parts: (correct) => ({
      ...correct,
      answerOutcome: (outcome, verified, context) => {
        const answer = correct.answerOutcome(outcome, verified, context);
        return outcome === "duplicate" ? { ...answer, status: 208 } : answer;
      },
    }),
  },
  {
    name: "answers without a body",
    way: "Answers a status, and nothing else.",
    parts: answering(({ status, headers: { allow } }) => ({
      status,
      headers: {
        ...(allow === undefined ? {} : { allow }),
        ...(status === 503 ? { "retry-after": "1" } : {}),
      },
      body: "",
    })),
  },
  {
    name: "answers in HTML",
    way: "Answers pages, as for people.",
    parts: answering(({ status, headers }) => ({
      status,
      headers: { ...headers, "content-type": "text/html; charset=utf-8" },
      body: `<!doctype html><title>${status}</title>`,
    })),
  },
  {
    name: "answers at length",
    way: "Answers many kilobytes of text, in chunks.",
    parts: answering(({ status, headers }) => ({
      status,
      headers: { ...headers, "content-type": "text/plain", "transfer-encoding": "chunked" },
      body: LONG_BODY,
    })),
  },
  {
    name: "headers in capitals",
    way: "Spells the names of its headers in capitals.",
    parts: answering(({ headers, ...answer }) => ({
      ...answer,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
      ),
    })),
  },
  {
    name: "closes connections",
    way: "Closes each connection after its answer; the others here keep it for the next request.",
    untested: ["the target closes each connection"],
    parts: answering(({ headers, ...answer }) => ({
      ...answer,
      headers: { ...headers, connection: "close" },
    })),
  },
];

function refusingWith(refusal: number): Differing["parts"] {
  return statusing((status) => (status >= 400 && status < 500 ? refusal : status));
}
