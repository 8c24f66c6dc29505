/** The bytes of a delivery: hashed as they came, bounded, and never guessed at. @module */

import type { Delivery } from "../courier/delivery.ts";
import { expectAccepted, expectStatus } from "../expect.ts";
import { ping } from "../preflight.ts";
import type { Requirement } from "../requirement.ts";
import type { Trial } from "../trial.ts";

const RAW = 'STATE "preserve the exact raw request body"';

export const body: readonly Requirement[] = [
  {
    id: "body/exact-bytes",
    level: "MUST",
    profile: "wire",
    claim:
      "The signature is checked over the bytes as received, white space and key order included.",
    source: RAW,
    check: async (trial) => {
      const eventId = trial.freshId("evt");
      const text = `{ "type": "conformance.ping",\r\n\t"id": "${eventId}", "created_at":"${now()}", "data": {"n": 1.0, "e": "\\u00e9\u00e9"} }\n`;
      expectAccepted(await trial.deliver({ eventId, body: encode(text) }), "an oddly spaced body");
    },
  },
  {
    id: "body/byte-order-mark",
    level: "MUST",
    profile: "wire",
    claim: "A byte-order mark is signed like any byte, and makes the body malformed.",
    source: 'verification cases "MAC": the MAC is over bytes',
    check: async (trial) => {
      const { eventId, body: good } = ping(trial);
      const marked = Uint8Array.of(0xef, 0xbb, 0xbf, ...good);
      expectStatus(await trial.deliver({ eventId, body: marked }), [400], "a body with a mark");
      const unmarked: Delivery = { eventId, body: good, tamper: () => marked };
      expectStatus(await trial.deliver(unmarked), [401], "a mark added after signing");
    },
  },
  {
    id: "body/not-json",
    level: "MUST",
    profile: "wire",
    claim: "A well signed body that is not an event is refused as malformed, not as unsigned.",
    source: "A10: 400 malformed though rightly signed",
    check: async (trial) => {
      for (const text of ["", "not json", "null", "[]", '"text"', "{}"]) {
        const outcome = await trial.deliver({ eventId: trial.freshId("evt"), body: encode(text) });
        expectStatus(outcome, [400], text === "" ? "an empty body" : `the body ${text}`);
      }
    },
  },
  {
    id: "body/at-limit",
    level: "MUST",
    profile: "wire",
    claim: "A body of exactly the limit is accepted.",
    source: "target contract, BODY_LIMIT_BYTES",
    check: async (trial) => {
      const outcome = await trial.deliver(padded(trial, trial.target.bodyLimitBytes));
      expectAccepted(outcome, "a body of exactly the limit");
    },
  },
  {
    id: "body/over-limit",
    level: "MUST",
    profile: "wire",
    claim:
      "A body over the limit is refused, whether its length is declared or it comes in chunks.",
    source: "target contract, BODY_LIMIT_BYTES",
    check: async (trial) => {
      for (const framing of ["length", "chunked"] as const) {
        const over = padded(trial, trial.target.bodyLimitBytes + 1);
        const outcome = await trial.deliver({ ...over, framing });
        expectStatus(outcome, [413], `one byte over the limit, framed by ${framing}`);
      }
    },
  },
];

/** A good event, blown up by white space, which JSON allows after its end. */
function padded(trial: Trial, bytes: number): { eventId: string; body: Uint8Array } {
  const { eventId, body: event } = ping(trial);
  const whole = new Uint8Array(bytes).fill(0x20);
  whole.set(event);
  return { eventId, body: whole };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function now(): string {
  return new Date().toISOString();
}
