/** Bytes before text: what is signed as it came, and then refused for what it is. @module */

import type { Delivery } from "../../courier/delivery.ts";
import { ping, spelledPing } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";
import { expectEachRefused, expectEachTaken, type Oddities, utf8 } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

export const bodyBytes: readonly Entry[] = [
  {
    id: "body/exact-bytes",
    level: "MUST",
    profile: "wire",
    claim:
      "The signature is checked over the bytes as received, white space and key order included.",
    why: "A receiver that hashes re-serialized JSON works with its own tests and refuses the first delivery that is spelled otherwise (stripe-node#341).",
    source: "docs/target-contract.md#what-is-signed",
    remedy: "Take the request's bytes before any middleware parses them, and hash those.",
    proof: { kills: "body/re-serialized" },
    check: (trial) => {
      const odd = spelledPing(trial, (event) => {
        const fields = Object.entries(event).map(
          ([key, value]) => `"${key}" :${JSON.stringify(value)}`,
        );
        return `{ ${fields.reverse().join(",\r\n\t")}, "n": 1.0, "e": "\\u00e9\u00e9\u{1f9fe}" }\n`;
      });
      return expectEachTaken(trial, { "an oddly spaced body": odd });
    },
  },
  {
    id: "body/byte-order-mark",
    level: "MUST",
    profile: "wire",
    claim: "A byte-order mark is signed like any byte, and makes the body malformed.",
    why: "Request.text() drops the mark without a word, so that what is hashed is three bytes short: an honest signature fails, and a forged mark goes unnoticed (n8n#35933).",
    source: "docs/target-contract.md#malformed",
    remedy: "Hash arrayBuffer(), and decode with ignoreBOM so that the JSON parser sees the mark.",
    proof: { kills: "body/mark-dropped" },
    check: async (trial) => {
      const { eventId, body } = ping(trial);
      const marked = Uint8Array.of(0xef, 0xbb, 0xbf, ...body);
      await expectEachRefused(trial, { "a signed mark": { eventId, body: marked } });
      await expectEachRefused(trial, {
        "a mark added after signing": { eventId, body, tamper: () => marked },
        "a mark taken away after signing": { eventId, body: marked, tamper: () => body },
      });
    },
  },
  {
    id: "body/invalid-utf8",
    level: "MUST",
    profile: "wire",
    claim: "A well signed body that is not UTF-8 is refused, and is no outage.",
    why: "Text with replaced characters is not what was sent: two buyers' references may become one.",
    source: "docs/target-contract.md#malformed",
    remedy: "Decode with a decoder that fails on invalid bytes, after the signature held.",
    proof: { kills: "body/invalid-bytes-replaced" },
    check: (trial) =>
      expectEachRefused(trial, {
        "a byte that is never UTF-8": noted(trial, [0xff]),
        "half a character": noted(trial, [0xe2, 0x82]),
        "an over-long spelling": noted(trial, [0xc0, 0xaf]),
        "a surrogate in UTF-8": noted(trial, [0xed, 0xa0, 0x80]),
      }),
  },
  {
    id: "body/nul",
    level: "MUST",
    profile: "wire",
    claim: "A well signed body with a NUL byte in it is refused.",
    why: "JSON has no NUL. Parsers that end a text there, or leave it out, see another event than the one that was signed.",
    source: "docs/target-contract.md#malformed",
    remedy: "Hash all bytes, and let a strict parser refuse the rest.",
    proof: { kills: "body/nul-left-out" },
    check: (trial) => {
      const { eventId, body } = ping(trial);
      const ended = Uint8Array.of(...body, 0);
      return expectEachRefused(trial, {
        "NUL in a text": noted(trial, [0]),
        "NUL at the end": { eventId, body: ended },
      });
    },
  },
  {
    id: "body/not-json",
    level: "MUST",
    profile: "wire",
    claim: "A well signed body that is not JSON is refused, and is no outage.",
    why: "500 says that it may work later: the sender tries for days, and the operator has an alarm each time.",
    source: "docs/target-contract.md#malformed",
    remedy: "Verify the bytes first, and answer 400 (or another refusal) where they hold no event.",
    proof: { kills: "body/malformed-is-an-outage" },
    check: (trial) =>
      expectEachRefused(trial, bodies("not json", "{", '{"id":', "{'id': 1}", "[1,]")),
  },
  {
    id: "body/not-an-event",
    level: "MUST",
    profile: "wire",
    claim: "A well signed body that is JSON and no event is refused, and is no outage.",
    why: "null has no fields, and a text has some that nobody meant: code that goes straight to event.id crashes on the one and wonders about the other.",
    source: "docs/target-contract.md#malformed",
    remedy: "Check that the JSON is an object before looking into it.",
    proof: { kills: "body/no-event-is-an-outage" },
    check: (trial) => expectEachRefused(trial, bodies("null", "[]", '"text"', "42", "true", "{}")),
  },
  {
    id: "body/empty",
    level: "MUST",
    profile: "wire",
    claim: "An empty body is refused, rightly signed or not.",
    why: "Shortcuts for empty bodies, for a health check say, stand in front of the signature check.",
    source: "docs/target-contract.md#malformed",
    remedy: "Treat an empty body like any other.",
    proof: { kills: "body/empty-acknowledged" },
    check: async (trial) => {
      const body = new Uint8Array();
      await expectEachRefused(trial, { "an empty body": { body } });
      await expectEachRefused(trial, { "a body taken away after signing": { tamper: () => body } });
    },
  },
];

function bodies(...texts: readonly string[]): Oddities {
  return Object.fromEntries(texts.map((text) => [`the body ${text}`, { body: utf8(text) }]));
}

/** A good event but for some bytes inside one of its texts, signed with them. */
function noted(trial: Trial, bytes: readonly number[]): Delivery {
  const { eventId, body } = spelledPing(trial, (event) => JSON.stringify({ ...event, note: "|" }));
  const [head = "", tail = ""] = new TextDecoder().decode(body).split("|");
  return { eventId, body: Uint8Array.of(...utf8(head), ...bytes, ...utf8(tail)) };
}
