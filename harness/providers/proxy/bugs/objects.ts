/** Mutants that misread the object that an event is about. @module */

import { fieldsOf } from "../../../mutants/envelope.ts";
import type { ObjectKind } from "../../../mutants/records.ts";
import type { ProxyBug, ProxyParts } from "../receiver/parts.ts";

type Fields = Readonly<Record<string, unknown>>;

export const envelopeObjectMutants: readonly ProxyBug[] = [
  {
    name: "envelope/kind-by-id-prefix",
    bug: "Reads the object that the id's prefix names, whatever the event's type says.",
    parts: (correct) => ({
      ...correct,
      stateOf: (object, kind, context) => {
        const id = fieldsOf(object)?.["id"];
        const other: ObjectKind = kind === "session" ? "subscription" : "session";
        const prefix = other === "session" ? "psess_" : "psub_";
        const isOther = typeof id === "string" && id.startsWith(prefix);
        return correct.stateOf(object, isOther ? other : kind, context);
      },
    }),
  },
  {
    name: "envelope/missing-object-acknowledged",
    bug: "Takes an event whose object it can't read for one of an unknown type.",
    parts: (correct) => ({
      ...correct,
      readEvent: (verified, context) => {
        const event = correct.readEvent(verified, context);
        if (event !== "event_malformed") return event;
        const parts: ProxyParts = { ...context.parts, kindOf: () => null };
        return correct.readEvent(verified, { ...context, parts });
      },
    }),
  },
  {
    name: "envelope/object-id-converted",
    bug: "Turns whatever stands in an object's id into text.",
    parts: mending((object) => ({ ...object, id: String(object["id"]) })),
  },
  {
    name: "envelope/id-in-url-as-it-is",
    bug: "Puts an object's id into the API's URL without encoding it.",
    parts: (correct) => ({
      ...correct,
      readState: (kind, id, environment) => {
        // What is left of a path once its dots are resolved, as fetch does.
        const reached = new URL(id, "http://api/").pathname.slice(1);
        return correct.readState(kind, reached, environment);
      },
    }),
  },
  {
    name: "envelope/version-optional",
    bug: "Takes the current time for the updated_at of an object that has none.",
    parts: mending((object) => ({
      ...object,
      updated_at: object["updated_at"] ?? new Date().toISOString(),
    })),
  },
  {
    name: "envelope/any-text-is-a-time",
    bug: "Takes an updated_at that is no date for the beginning of time.",
    parts: mending((object) => {
      const { updated_at } = object;
      const isDate = typeof updated_at !== "string" || !Number.isNaN(Date.parse(updated_at));
      return isDate ? object : { ...object, updated_at: new Date(0).toISOString() };
    }),
  },
  {
    name: "envelope/unknown-type-applied",
    bug: "Goes by the first word of a type, and so handles types that it has never heard of.",
    parts: (correct) => ({
      ...correct,
      kindOf: (type) => {
        if (type.startsWith("proxy_session.")) return "session";
        return type.startsWith("subscription.") ? "subscription" : null;
      },
    }),
  },
];

/** A receiver that makes an object readable before it is checked. */
function mending(mend: (object: Fields) => unknown): (correct: ProxyParts) => ProxyParts {
  return (correct) => ({
    ...correct,
    stateOf: (object, kind, context) => {
      const fields = fieldsOf(object);
      return correct.stateOf(fields === null ? object : mend(fields), kind, context);
    },
  });
}
