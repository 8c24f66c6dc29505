/** Deliveries of all kinds whose payload holds a word that occurs nowhere else. @module */

import type { Delivery } from "../../courier/delivery.ts";
import { ping } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";
import { inverted, type Oddities, rewriting, signatures, stale, utf8 } from "../odd-delivery.ts";
import { oddEvent } from "../odd-event.ts";

export type Marked = {
  readonly marker: string;
  readonly signed: Oddities;
  readonly unverified: Oddities;
};

/** No id and no type: those may be told, to find a delivery in a log by. */
export function markedDeliveries(trial: Trial): Marked {
  const marker = trial.freshId("private");
  const email = `${marker}@example.com`;
  const good = oddEvent(trial, { note: marker, data: { payer_contact: { email } } });
  const header = trial.target.scheme.signatureHeader;
  return {
    marker,
    signed: {
      "a good delivery": good,
      // The word stands where parsers stop, and so where their messages quote from.
      "a body that is no JSON": malformed(trial, `{"note": ${marker}}`),
      "a body with half a text": malformed(trial, `{"note": "${marker}`),
      "an event without id": oddEvent(trial, { id: undefined, note: marker }),
      // Of a type that the receiver knows: only of those does it look at the object.
      "an event with a malformed object": oddEvent(trial, trial.sender.wire.malformed(marker)),
      "a stale delivery": { ...good, ...stale(trial.target) },
    },
    unverified: {
      "a badly signed delivery": { ...good, bend: signatures(inverted) },
      "an unsigned body that is no JSON": {
        ...malformed(trial, `{"note": ${marker}}`),
        bend: signatures(inverted),
      },
      "a header that is no signature": { ...good, bendHeaders: rewriting(header, () => marker) },
      "a timestamp that is none": { ...good, timestamp: marker },
      "a delivery by PUT": { ...good, method: "PUT" },
      "a body that calls itself text": {
        ...good,
        bendHeaders: rewriting("content-type", () => "text/plain"),
      },
    },
  };
}

function malformed(trial: Trial, body: string): Delivery {
  return { eventId: ping(trial).eventId, body: utf8(body) };
}
