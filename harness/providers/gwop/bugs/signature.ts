/** Receivers that believe what stands in Gwop's unsigned headers. @module */

import { fieldsOf } from "../../../mutants/envelope.ts";
import type { Incoming } from "../../../mutants/passing.ts";
import type { GwopBug } from "../receiver/parts.ts";
import { callingDuplicate, envelopeIn } from "./bend.ts";

const ID = "x-gwop-event-id";
const TYPE = "x-gwop-event-type";

export const gwopSignatureMutants: readonly GwopBug[] = [
  {
    name: "signature/header-id-ignored",
    bug: "It never looks at the header that has the event's id.",
    parts: (correct) => ({
      ...correct,
      agreesWithHeaders: (incoming, { type }) => headerOf(incoming, TYPE) === type,
    }),
  },
  {
    name: "signature/header-type-ignored",
    bug: "It never looks at the header that has the event's type.",
    parts: (correct) => ({
      ...correct,
      agreesWithHeaders: (incoming, { id }) => headerOf(incoming, ID) === id,
    }),
  },
  {
    name: "signature/type-from-the-header",
    bug: "It chooses what to do by the header that has the event's type.",
    parts: (correct) => ({
      ...correct,
      readEvent: (verified, context) => {
        const event = envelopeIn(correct, verified.body);
        const type = headerOf(verified.incoming, TYPE);
        if (type !== "invoice.paid") return correct.readEvent(verified, context);
        // What is handled as a payment is not asked for its status once more.
        const data = { ...fieldsOf(event["data"]), status: "PAID" };
        const told = JSON.stringify({ ...event, event_type: type, data });
        const body = new TextEncoder().encode(told);
        return correct.readEvent({ ...verified, body }, context);
      },
    }),
  },
  {
    name: "signature/recorded-before-compared",
    bug: "It records an event before it compares the headers with it.",
    parts: (correct) => {
      const noted = new Set<string>();
      return {
        ...correct,
        agreesWithHeaders: (incoming, event) => {
          const agrees = correct.agreesWithHeaders(incoming, event);
          if (!agrees) noted.add(event.id);
          return agrees;
        },
        process: callingDuplicate(correct, noted),
      };
    },
  },
  {
    name: "signature/header-id-recorded",
    bug: "It records the id that stands in the header, also where the delivery is refused for it.",
    parts: (correct) => {
      const noted = new Set<string>();
      return {
        ...correct,
        agreesWithHeaders: (incoming, event) => {
          const agrees = correct.agreesWithHeaders(incoming, event);
          if (!agrees) noted.add(headerOf(incoming, ID));
          return agrees;
        },
        process: callingDuplicate(correct, noted),
      };
    },
  },
];

function headerOf({ headers }: Incoming, name: string): string {
  return headers.get(name)?.join() ?? "";
}
