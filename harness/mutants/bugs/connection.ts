/** Receivers that mix up what comes over one connection, or let one connection wait for another. @module */

import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import type { Claim } from "../passing.ts";
import { withPlaces } from "./bend.ts";

export const connectionMutants: readonly Bug[] = [
  {
    name: "body/pieces-joined-as-text",
    bug: "It decodes each piece of a body by itself, and joins the texts.",
    parts: (correct) => ({
      ...correct,
      readBody: (incoming, environment) =>
        correct.readBody({ ...incoming, chunks: decodedEach(incoming.chunks) }, environment),
    }),
  },
  {
    name: "http/unread-body-left",
    bug: "It leaves the body of what it refused on the connection, and reads the next request there.",
    parts: (correct) => ({ ...correct, skipsUnread: false }),
  },
  {
    name: "http/trusts-the-connection",
    bug: "It verifies the first delivery of a connection, and believes all that come after it.",
    parts: (correct) => {
      const known = new WeakMap<object, Claim>();
      return {
        ...correct,
        verify: (received, context) => {
          const { connection } = received.incoming;
          const claim = known.get(connection) ?? correct.verify(received, context);
          if (typeof claim === "string") return claim;
          known.set(connection, claim);
          // Standard Webhooks names the event in a header, which it does look at.
          const own = correct.readClaim(received.incoming, context);
          return typeof own === "string" ? claim : own;
        },
      };
    },
  },
  {
    name: "entitlement/body-of-the-connection",
    bug: "It keeps the body that it has read beside the connection, and takes it for the next one's too.",
    parts: (correct) => {
      const read = new WeakMap<object, Uint8Array>();
      return {
        ...correct,
        readEvent: (verified, context) => {
          const { connection } = verified.incoming;
          const body = read.get(connection) ?? verified.body;
          read.set(connection, body);
          return correct.readEvent({ ...verified, body, claim: unnamed(verified.claim) }, context);
        },
        agreesWithHeaders: () => true,
      };
    },
  },
  {
    name: "http/one-body-at-a-time",
    bug: "It reads one body after the other.",
    parts: readingBodies(1),
  },
  {
    name: "http/eight-bodies-at-a-time",
    bug: "It reads eight bodies at a time, and lets the others wait.",
    parts: readingBodies(8),
  },
  {
    name: "http/thirty-bodies-at-a-time",
    bug: "It reads thirty bodies at a time, and lets the others wait.",
    parts: readingBodies(30),
  },
  {
    name: "http/expectation-ignored",
    bug: "It never says 100 Continue, and waits for the body.",
    parts: (correct) => ({ ...correct, isContinued: () => false }),
  },
  {
    name: "http/expectation-by-its-letters",
    bug: "It says 100 Continue to who asks for it in small letters only.",
    parts: (correct) => ({
      ...correct,
      isContinued: (expectation) => expectation === "100-continue",
    }),
  },
  {
    name: "http/upgrade-refused",
    bug: "It refuses whoever offers another protocol.",
    parts: (correct) => ({
      ...correct,
      admit: (incoming) =>
        incoming.headers.has("upgrade") ? "type_not_supported" : correct.admit(incoming),
    }),
  },
];

async function* decodedEach(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Buffer.from(Buffer.from(chunk).toString("utf8"));
}

/** One that any event's id agrees with. */
function unnamed(claim: Claim): Claim {
  return { ...claim, eventId: null };
}

function readingBodies(places: number): (correct: Parts) => Parts {
  return (correct) => {
    const inTurn = withPlaces(places);
    return {
      ...correct,
      readBody: (incoming, environment) => inTurn(() => correct.readBody(incoming, environment)),
    };
  };
}
