/** Receivers that misread what a well signed body says. @module */

import { randomUUID } from "node:crypto";
import { fieldsOf } from "../envelope.ts";
import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";

type Fields = Readonly<Record<string, unknown>>;

const KNOWN_FIELDS: readonly string[] = ["created_at", "data"];

export const envelopeMutants: readonly Bug[] = [
  {
    name: "envelope/id-made-up",
    bug: "Gives an event without an id one of its own.",
    parts: rewriting((event, { id }) => ({ [id]: randomUUID(), ...event })),
  },
  {
    name: "envelope/empty-id-taken",
    bug: "Takes an empty id for one.",
    parts: (correct) => ({
      ...correct,
      isId: (value): value is string => value === "" || correct.isId(value),
    }),
  },
  {
    name: "envelope/id-converted",
    bug: "Turns whatever stands in id into text.",
    parts: rewriting((event, { id }) =>
      id in event ? { ...event, [id]: String(event[id]) } : event,
    ),
  },
  {
    name: "envelope/id-unbounded",
    bug: "Takes ids of any length.",
    parts: accepting((id) => id.slice(0, 255)),
  },
  {
    name: "envelope/id-with-nul",
    bug: "Takes ids with NUL characters, which a database may refuse.",
    parts: accepting((id) => id.replaceAll("\0", "0")),
  },
  {
    name: "envelope/id-with-surrogate",
    bug: "Takes ids with lone surrogates, which UTF-8 makes one of.",
    parts: accepting((id) => id.toWellFormed()),
  },
  {
    name: "envelope/type-optional",
    bug: "Takes an event without a type for one of an unknown type.",
    parts: rewriting((event, { type }) => ({ ...event, [type]: event[type] || "unknown" })),
  },
  {
    name: "envelope/unknown-type-refused",
    bug: "Refuses types that it does not know.",
    parts: (correct) => ({
      ...correct,
      readEvent: (verified, context) => {
        const event = correct.readEvent(verified, context);
        return typeof event !== "string" && event.snapshot === null ? "event_malformed" : event;
      },
    }),
  },
  {
    name: "envelope/object-always-read",
    bug: "Looks what every event is about, which throws where it is about nothing.",
    parts: rewriting((event, names) => {
      const about = fieldsOf(event["data"])?.[names.about];
      if (about === undefined) throw new TypeError("Cannot read properties of undefined");
      return event;
    }),
  },
  {
    name: "envelope/strict-fields",
    bug: "Refuses an event with fields that it does not know.",
    parts: rewriting((event, { id, type }) => {
      const known = [...KNOWN_FIELDS, id, type];
      return Object.keys(event).every((key) => known.includes(key)) ? event : undefined;
    }),
  },
  {
    name: "envelope/last-key-wins",
    bug: "Parses with JSON.parse alone, which keeps the last of two equal keys.",
    parts: (correct) => ({ ...correct, parse: parsePlainly }),
  },
  {
    name: "envelope/escaped-keys-overlooked",
    bug: "Compares keys as they are spelled, when it looks for one that is there twice.",
    parts: (correct) => ({
      ...correct,
      parse: (text) => (text.includes("\\u00") ? parsePlainly(text) : correct.parse(text)),
    }),
  },
  {
    name: "envelope/walked-recursively",
    bug: "Walks an event recursively, and has its stack overflow.",
    parts: rewriting((event) => {
      depthOf(event);
      return event;
    }),
  },
  {
    name: "envelope/prototype-taken-over",
    bug: "Copies an event by Object.assign, so that a __proto__ key becomes its prototype.",
    parts: rewriting((event) => Object.assign({}, event)),
  },
  {
    name: "envelope/types-in-an-object-literal",
    bug: "Looks types up in an object literal, which has a constructor and a toString.",
    parts: (correct) => ({
      ...correct,
      kindOf: (type) => (type in {} ? "session" : correct.kindOf(type)),
    }),
  },
  {
    name: "envelope/numbers-converted",
    bug: "Converts every number to an integer, which throws where there is none for it.",
    parts: rewriting((event) => {
      for (const value of Object.values(event)) if (typeof value === "number") BigInt(value);
      return event;
    }),
  },
];

/** A receiver that does something to every event between parsing and checking it. */
function rewriting(
  rewrite: (event: Fields, names: Parts["names"]) => unknown,
): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    parse: (text) => {
      const value = correct.parse(text);
      const event = fieldsOf(value);
      return event === null ? value : rewrite(event, correct.names);
    },
  });
}

/** A receiver that judges an id as if it were another. */
function accepting(mend: (id: string) => string): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    isId: (value): value is string => typeof value === "string" && correct.isId(mend(value)),
  });
}

function parsePlainly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
