/** The two fields without which nothing is an event: what it is called, and what kind it is. @module */

import { expectEachRefused, expectEachTaken } from "../odd-delivery.ts";
import { oddEvent } from "../odd-event.ts";
import type { Entry } from "../requirement.ts";

/** As long as an id may be (A10). */
const ID_CHARACTERS_MAX = 255;

export const envelopeId: readonly Entry[] = [
  {
    id: "envelope/id-missing",
    level: "MUST",
    profile: "wire",
    claim: "An event without an id is refused.",
    why: "What has no id can't be told from its own repetition. A receiver that makes one up dedupes nothing.",
    source: "docs/target-contract.md#malformed",
    remedy: "Demand an id in the body, and never replace it by one of your own.",
    proof: { kills: "envelope/id-made-up" },
    check: (trial) => expectEachRefused(trial, { "no id": oddEvent(trial, { id: undefined }) }),
  },
  {
    id: "envelope/id-empty",
    level: "MUST",
    profile: "wire",
    claim: "An event with an empty id is refused.",
    why: "All events with an empty id are one event to a dedupe: the first has an effect, the others are lost.",
    source: "docs/target-contract.md#malformed",
    remedy: "Demand an id of at least one character.",
    proof: { kills: "envelope/empty-id-taken" },
    check: (trial) => expectEachRefused(trial, { "an empty id": oddEvent(trial, { id: "" }) }),
  },
  {
    id: "envelope/id-not-text",
    level: "MUST",
    profile: "wire",
    claim: "An event whose id is not a text is refused.",
    why: "Turned into text, every object is [object Object]: one id for many events. Numbers beyond 2^53 are rounded to one another.",
    source: "docs/target-contract.md#malformed",
    remedy: "Check the id's type; convert nothing.",
    proof: { kills: "envelope/id-converted" },
    check: (trial) =>
      expectEachRefused(trial, {
        "a number as id": oddEvent(trial, { id: 42 }),
        "null as id": oddEvent(trial, { id: null }),
        "true as id": oddEvent(trial, { id: true }),
        "an object as id": oddEvent(trial, { id: {} }),
        "a list as id": oddEvent(trial, { id: ["evt_1"] }),
      }),
  },
  {
    id: "envelope/id-too-long",
    level: "MUST",
    profile: "wire",
    claim: "An id of 255 characters is accepted, and a longer one is refused.",
    why: "An id that the database cuts off is equal to others; one that its index can't hold is an error at every attempt, for ever.",
    source: "docs/target-contract.md#ids",
    remedy: "Bound the id's length where it is read, at what your column holds.",
    proof: { kills: "envelope/id-unbounded" },
    check: async (trial) => {
      const ofLength = (length: number) => {
        const id = trial.freshId("evt_long").padEnd(length, "x");
        return { ...oddEvent(trial, { id }), eventId: id };
      };
      await expectEachTaken(trial, { "an id of 255 characters": ofLength(ID_CHARACTERS_MAX) });
      await expectEachRefused(trial, {
        "an id of 256 characters": ofLength(ID_CHARACTERS_MAX + 1),
      });
    },
  },
  {
    id: "envelope/id-nul",
    level: "MUST",
    profile: "wire",
    claim: "An id with a NUL character is refused.",
    why: "Postgres refuses such a text: what was not refused before it is a server error at every attempt.",
    source: "docs/target-contract.md#ids",
    remedy: "Refuse ids with U+0000 before they reach the database.",
    proof: { kills: "envelope/id-with-nul" },
    check: (trial) =>
      expectEachRefused(trial, {
        "NUL in the id": oddEvent(trial, { id: `evt\u0000${trial.freshId("nul")}` }),
        "NUL at its end": oddEvent(trial, { id: `${trial.freshId("evt")}\u0000` }),
      }),
  },
  {
    id: "envelope/id-lone-surrogate",
    level: "MUST",
    profile: "wire",
    claim: "An id with half a surrogate pair is refused.",
    why: "Written as UTF-8, every lone surrogate becomes U+FFFD: two ids become one, and one event is lost.",
    source: "docs/target-contract.md#ids",
    remedy: "Refuse ids for which isWellFormed() is false.",
    proof: { kills: "envelope/id-with-surrogate" },
    check: (trial) =>
      expectEachRefused(trial, {
        "a high surrogate alone": oddEvent(trial, { id: `${trial.freshId("evt")}\ud800` }),
        "a low surrogate alone": oddEvent(trial, { id: `${trial.freshId("evt")}\udc00` }),
      }),
  },
  {
    id: "envelope/type-missing",
    level: "MUST",
    profile: "wire",
    claim: "An event without a type is refused.",
    why: "Without a type nobody knows what an event tells of; taken for an unknown one it is lost silently.",
    source: "docs/target-contract.md#malformed",
    remedy: "Demand a type that is a text and not empty.",
    proof: { kills: "envelope/type-optional" },
    check: (trial) =>
      expectEachRefused(trial, {
        "no type": oddEvent(trial, { type: undefined }),
        "an empty type": oddEvent(trial, { type: "" }),
        "a number as type": oddEvent(trial, { type: 1 }),
        "null as type": oddEvent(trial, { type: null }),
      }),
  },
  {
    id: "envelope/unknown-type",
    level: "MUST",
    profile: "wire",
    claim: "An event of a type that the receiver doesn't know is acknowledged.",
    why: "Senders add types without asking. A receiver that answers 400 makes each of them fail until its endpoint is switched off.",
    source: "docs/target-contract.md#event-types",
    remedy: "Acknowledge types that you don't handle, and change nothing.",
    proof: { kills: "envelope/unknown-type-refused" },
    check: (trial) =>
      expectEachTaken(trial, {
        "a type that nobody has heard of": oddEvent(trial, { type: "conformance.ping" }),
        "a new type of a known family": oddEvent(trial, {
          type: trial.sender.wire.strangers.newer,
        }),
        "a type with another spelling": oddEvent(trial, {
          type: trial.sender.wire.strangers.misspelled,
        }),
      }),
  },
  {
    id: "envelope/unknown-type-no-object",
    level: "MUST",
    profile: "wire",
    claim: "An event of an unknown type is acknowledged without an object in it.",
    why: "A new type need not be about an object: code that reads data.object.id of every event fails on it.",
    source: "docs/target-contract.md#event-types",
    remedy: "Look at the type before looking at the object.",
    proof: { kills: "envelope/object-always-read" },
    check: (trial) =>
      expectEachTaken(trial, {
        "empty data": oddEvent(trial, { data: {} }),
        "an object without fields": oddEvent(trial, { data: { object: {} } }),
      }),
  },
];
