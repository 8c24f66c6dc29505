/** What a signature is over: exactly these bytes, at exactly this time. @module */

import type { Delivery } from "../../courier/delivery.ts";
import { Broken } from "../../target/verdict.ts";
import { expectAccepted, expectStatus } from "../../trial/expect.ts";
import { ping, spelledPing } from "../../trial/ping.ts";
import { purchase } from "../../trial/stories.ts";
import type { Trial } from "../../trial/trial.ts";
import { expectEachRefused, rewriting, utf8 } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";
import { expectEachUnsigned } from "../told-apart.ts";

export const signatureContent: readonly Entry[] = [
  {
    id: "signature/well-signed",
    level: "MUST",
    profile: "wire",
    claim: "A delivery signed with the endpoint's secret is acknowledged.",
    why: "A receiver that refuses everything forges nothing and is paid nothing: all other requirements of this area mean little without this one.",
    source: "docs/target-contract.md#signature; docs/assumptions.md#a1",
    remedy:
      "Check what the MAC is made over, and the key: in t-v1 the whole secret is the key, in Standard Webhooks what follows whsec_ is base64 of it.",
    proof: { kills: "signature/key-decoded-wrongly" },
    check: async (trial) => {
      expectAccepted(await trial.deliver(ping(trial)), "a well signed event of an unknown type");
    },
  },
  {
    id: "signature/body-changed",
    level: "MUST",
    profile: "wire",
    claim: "A body that differs from the signed one in a single byte is refused.",
    why: "This is what a signature is for: whoever can change one byte can change the buyer.",
    source: "docs/target-contract.md#what-is-signed",
    remedy: "Compute the MAC over the body and compare it with the signature, for every delivery.",
    proof: { kills: "signature/form-only" },
    check: (trial) => {
      const noted = spelledPing(trial, (event) => JSON.stringify({ ...event, note: "n" }));
      return expectEachRefused(trial, {
        // It is still an event: nothing is wrong with it but its signature.
        "a letter of a text changed": {
          ...noted,
          tamper: (body) => flipped(body, body.length - 3),
        },
        "the first byte changed": { tamper: (body) => flipped(body, 0) },
        "a byte in the middle changed": { tamper: (body) => flipped(body, body.length >> 1) },
        "the last byte changed": { tamper: (body) => flipped(body, body.length - 1) },
      });
    },
  },
  {
    id: "signature/appended-space",
    level: "MUST",
    profile: "wire",
    claim: "White space that was added around a signed body makes it another body.",
    why: "A receiver that trims before it hashes does not hash what it received, and refuses honest bodies that end in a newline.",
    source: "docs/target-contract.md#what-is-signed",
    remedy: "Hash the bytes as they came; trim nothing.",
    proof: { kills: "signature/body-trimmed" },
    check: (trial) =>
      expectEachRefused(trial, {
        "a space appended": { tamper: (body) => Uint8Array.of(...body, 0x20) },
        "a newline appended": { tamper: (body) => Uint8Array.of(...body, 0x0a) },
        "a newline in front": { tamper: (body) => Uint8Array.of(0x0a, ...body) },
      }),
  },
  {
    id: "signature/re-serialized",
    level: "MUST",
    profile: "wire",
    claim: "The same JSON in another layout does not keep its signature.",
    why: "Frameworks hand over parsed JSON, and hashing what it is written back to checks the framework's spelling instead of the sender's bytes (stripe-node#341).",
    source: "docs/target-contract.md#what-is-signed",
    remedy: "Take the raw body before any JSON middleware, and never serialize for the MAC.",
    proof: { kills: "signature/re-serialized-too" },
    check: (trial) =>
      expectEachRefused(trial, {
        "indented after signing": { tamper: rewritten((event) => JSON.stringify(event, null, 2)) },
      }),
  },
  {
    id: "signature/keys-reordered",
    level: "MUST",
    profile: "wire",
    claim: "The same JSON with its keys in another order does not keep its signature.",
    why: "A canonical form is a second signature scheme that nobody agreed on: two bodies share a MAC.",
    source: "docs/target-contract.md#what-is-signed",
    remedy: "Hash the bytes as they came; canonicalize nothing.",
    proof: { kills: "signature/sorted-too" },
    check: (trial) => {
      const alphabetic = (event: object): string => JSON.stringify(sorted(event));
      const reversed = (event: object): string =>
        JSON.stringify(Object.fromEntries(Object.entries(event).reverse()));
      const reordered = { ...spelledPing(trial, alphabetic), tamper: rewritten(reversed) };
      return expectEachRefused(trial, { "keys reversed after signing": reordered });
    },
  },
  {
    id: "signature/crlf",
    level: "MUST",
    profile: "wire",
    claim: "A line ending is signed as it is: LF and CRLF are different bodies.",
    why: "Text mode somewhere on the way changes line endings, and a receiver that forgives it takes bodies that were never signed.",
    source: "docs/target-contract.md#what-is-signed",
    remedy: "Read the body as bytes, not as text.",
    proof: { kills: "signature/line-endings-normalized" },
    check: (trial) => {
      const lines = (event: object): string => JSON.stringify(event, null, 1);
      const { eventId, body } = ping(trial);
      const lf = lines(JSON.parse(new TextDecoder().decode(body)));
      const crlf = lf.replaceAll("\n", "\r\n");
      return expectEachRefused(trial, {
        "LF signed, CRLF sent": { eventId, body: utf8(lf), tamper: () => utf8(crlf) },
        "CRLF signed, LF sent": { eventId, body: utf8(crlf), tamper: () => utf8(lf) },
      });
    },
  },
  {
    id: "signature/invalid-bytes-not-shared",
    level: "MUST",
    profile: "wire",
    claim: "Two bodies that differ in bytes which are no UTF-8 do not share a signature.",
    why: "Decoding replaces every such byte by one and the same character: distinct bodies become one text, and one signature fits them all (activepieces#14816, octokit#1155).",
    source: "docs/target-contract.md#what-is-signed",
    remedy: "Compute the MAC over the bytes of the request, not over decoded text.",
    proof: { kills: "signature/text-instead-of-bytes" },
    check: (trial) => {
      // Written once: another time in it would be another reason for another signature.
      const { eventId, body } = spelledPing(trial, (event) =>
        JSON.stringify({ ...event, note: "|" }),
      );
      const [head = "", tail = ""] = new TextDecoder().decode(body).split("|");
      const marked = (mark: readonly number[]): Uint8Array =>
        Uint8Array.of(...utf8(head), ...mark, ...utf8(tail));
      const replacement = [0xef, 0xbf, 0xbd]; // U+FFFD, which is what decoders put in
      return expectEachUnsigned(trial, {
        "U+FFFD signed, an invalid byte sent": {
          eventId,
          body: marked(replacement),
          tamper: () => marked([0xff]),
        },
        "one invalid byte signed, another sent": {
          eventId,
          body: marked([0xff]),
          tamper: () => marked([0xfe]),
        },
      });
    },
  },
  {
    id: "signature/other-events-signature",
    level: "MUST",
    profile: "wire",
    claim: "A signature that was good for one event is refused over another event's body.",
    why: "Every receiver shows its operators some header that was accepted. It must be worth nothing with any other body, also right after the first was acknowledged.",
    source: "docs/target-contract.md#what-is-signed",
    remedy:
      "Verify every delivery anew; a header that was good once says nothing of the next body.",
    proof: { kills: "signature/good-headers-remembered" },
    check: async (trial) => {
      const first = ping(trial);
      const timestamp = String(Math.floor(Date.now() / 1000));
      expectAccepted(await trial.deliver({ ...first, timestamp }), "the event that was signed");
      // Under its own id as well: another one may be what a delivery is refused for.
      const renoted = rewritten((event) => JSON.stringify({ ...event, note: "another" }));
      for (const tamper of [() => ping(trial).body, renoted]) {
        const outcome = await trial.deliver({ ...first, timestamp, tamper });
        expectStatus(outcome, ["4xx"], "another body under its signature");
      }
    },
  },
  {
    id: "signature/timestamp-changed",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp that was changed after signing makes the signature wrong.",
    why: "If the time is not what was signed, a recorded delivery can be given a fresh one for ever.",
    source: "docs/target-contract.md#what-is-signed",
    remedy: "Put the timestamp, as spelled in the header, into what the MAC is made over.",
    proof: { kills: "signature/neighbouring-seconds-tried" },
    check: (trial) => {
      const later = (seconds: number): Delivery => ({
        bend: (parts) => ({ ...parts, timestamp: String(Number(parts.timestamp) + seconds) }),
      });
      return expectEachRefused(trial, {
        "one second later": later(1),
        "one second earlier": later(-1),
        "a minute later": later(60),
      });
    },
  },
  {
    id: "signature/nothing-after-refusal",
    level: "MUST",
    profile: "state",
    claim: "A forged delivery reads nothing, grants nothing, and leaves the true event its effect.",
    why: "A receiver that records first and verifies later can be told event ids in advance: the true event is then a duplicate, and the buyer never gets what was paid for.",
    source: "docs/target-contract.md#verify-first",
    remedy: "Touch neither the API nor the database before the signature held.",
    proof: { kills: "signature/recorded-before-verified" },
    check: async (trial) => {
      const { buyer, source, granting } = await purchase(trial);
      const bendHeaders = spoiled(trial);
      const forged = await trial.deliver({ event: granting, bendHeaders });
      expectStatus(forged, ["4xx"], "the forged delivery");
      if (trial.stage.readsOf(source) > 0) {
        throw new Broken("a forged delivery made the receiver read a state");
      }
      await trial.expectEntitlements(buyer);
      await trial.settle(granting);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "signature/refusal-is-a-client-error",
    level: "MUST",
    profile: "wire",
    claim: "A bad signature is answered 4xx, neither with thanks nor with an apology.",
    why: "A receiver that logs the failed check and answers 200 tells a sender with the wrong secret that all is well, and every event is lost; a 500 makes it try for days.",
    source: "docs/target-contract.md#answers",
    remedy:
      "Let the failed verification decide the status: 401, and no catch-all around it that answers 200.",
    proof: { kills: "signature/acknowledged-though-bad" },
    check: async (trial) => {
      const outcome = await trial.deliver({ ...ping(trial), bendHeaders: spoiled(trial) });
      expectStatus(outcome, ["4xx"], "a delivery with a bad signature");
    },
  },
];

/** A signature of the right form that is not the right one. */
function spoiled({ target }: Trial): NonNullable<Delivery["bendHeaders"]> {
  return rewriting(target.scheme.signatureHeader, (value) =>
    value.replace(
      /(v1[=,])(.)/,
      (_, version: string, first: string) => `${version}${first === "a" ? "b" : "a"}`,
    ),
  );
}

function sorted(event: object): object {
  return Object.fromEntries(Object.entries(event).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function flipped(body: Uint8Array, at: number): Uint8Array {
  return body.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

/** The same event in another spelling. */
function rewritten(spell: (event: object) => string): (body: Uint8Array) => Uint8Array {
  return (body) => utf8(spell(JSON.parse(new TextDecoder().decode(body))));
}
