/** Receivers whose route is not what a webhook route is over HTTP. @module */

import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import { Outage } from "../passing.ts";
import { withHeader } from "./header.ts";

/** Longer than anyone waits here. */
const FOR_EVER_MS = 60_000;

export const httpMutants: readonly Bug[] = [
  {
    name: "http/any-method",
    bug: "Takes deliveries by any method.",
    parts: (correct) => ({
      ...correct,
      admit: (incoming) => correct.admit({ ...incoming, method: "POST" }),
    }),
  },
  {
    name: "http/allow-left-out",
    bug: "Answers 405 without Allow.",
    parts: (correct) => ({
      ...correct,
      answerFault: (fault, received, context) => {
        const answer = correct.answerFault(fault, received, context);
        return { ...answer, headers: without(answer.headers, "allow") };
      },
    }),
  },
  {
    name: "http/any-content-type",
    bug: "Takes bodies that call themselves anything.",
    parts: (correct) => ({
      ...correct,
      admit: (incoming) =>
        correct.admit(withHeader(incoming, "content-type", () => ["application/json"])),
    }),
  },
  {
    name: "http/exact-content-type",
    bug: "Compares the content type with one text.",
    parts: (correct) => ({
      ...correct,
      admit: (incoming) => {
        const isExact = incoming.headers.get("content-type")?.[0] === "application/json";
        return correct.admit(incoming) ?? (isExact ? null : "type_not_supported");
      },
    }),
  },
  {
    name: "http/slash-redirected",
    bug: "Redirects a path that ends in a slash to the one that doesn't.",
    parts: (correct) => ({
      ...correct,
      route: (incoming) => (incoming.path.endsWith("/") ? "webhook" : correct.route(incoming)),
      receive: async (incoming, context) =>
        incoming.path.endsWith("/")
          ? { status: 308, headers: { location: incoming.path.slice(0, -1) }, body: "" }
          : correct.receive(incoming, context),
    }),
  },
  {
    name: "http/every-path",
    bug: "Takes deliveries at every path.",
    parts: (correct) => ({
      ...correct,
      route: (incoming) => {
        const route = correct.route(incoming);
        return route === "none" ? "webhook" : route;
      },
    }),
  },
  {
    name: "http/retry-after-left-out",
    bug: "Answers 503 without Retry-After.",
    parts: (correct) => ({
      ...correct,
      answerError: (error) => {
        const answer = correct.answerError(error);
        return { ...answer, headers: without(answer.headers, "retry-after") };
      },
    }),
  },
  {
    name: "http/deadline-for-each-read",
    bug: "Has a deadline for each piece of a body, and none for all of it.",
    parts: deadlineForEachRead,
  },
];

function deadlineForEachRead(correct: Parts): Parts {
  return {
    ...correct,
    readBody: (incoming, environment) => {
      const chunks = eachWithin(incoming.chunks, environment.bodyWithinMs);
      return correct.readBody(
        { ...incoming, chunks },
        { ...environment, bodyWithinMs: FOR_EVER_MS },
      );
    },
  };
}

async function* eachWithin(
  chunks: AsyncIterable<Uint8Array>,
  milliseconds: number,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  for (;;) {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Outage("no more came")), milliseconds);
    try {
      const next = await Promise.race([iterator.next(), late.promise]);
      if (next.done) return;
      yield next.value;
    } finally {
      clearTimeout(timer);
    }
  }
}

function without(
  headers: Readonly<Record<string, string>>,
  unwanted: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== unwanted));
}
