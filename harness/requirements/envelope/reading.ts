/** How the JSON of an event is read: the unknown ignored, the ambiguous refused, nothing overflown. @module */

import { type Delivery, UNKNOWN_TYPE } from "../../courier/delivery.ts";
import { onTheWire, spelledPing } from "../../trial/ping.ts";
import type { Statuses } from "../../trial/sender.ts";
import { expectEachRefused, expectEachTaken, utf8 } from "../odd-delivery.ts";
import { oddEvent } from "../odd-event.ts";
import type { Entry } from "../requirement.ts";

const DEPTH = 100_000;

/** Harmless is enough: a strict receiver may refuse what a lenient one ignores. */
const TAKEN_OR_REFUSED: Statuses = ["2xx", "4xx"];

export const envelopeReading: readonly Entry[] = [
  {
    id: "envelope/unknown-fields",
    level: "MUST",
    profile: "wire",
    claim: "Fields that the receiver doesn't know are ignored, wherever they stand.",
    why: "A sender that adds a field breaks every receiver with a strict schema, all at once.",
    source: "docs/target-contract.md#malformed",
    remedy: "Read the fields that you need, and let the others be.",
    proof: { kills: "envelope/strict-fields" },
    check: (trial) =>
      expectEachTaken(trial, {
        "a new field beside the id": oddEvent(trial, { livemode: false, api_version: "2027-01" }),
        "a new field inside data": oddEvent(trial, { data: { previous: { status: "paid" } } }),
      }),
  },
  {
    id: "envelope/duplicate-keys",
    level: "SHOULD",
    profile: "wire",
    claim: "An object with a key twice is refused.",
    why: "Parsers differ in which of the two they keep: one part of the system sees another event than the next.",
    source: "docs/target-contract.md#malformed",
    remedy: "Use a parser that refuses a repeated key, or look for one before parsing.",
    proof: { kills: "envelope/last-key-wins" },
    check: (trial) => {
      const twice = (key: "id" | "type", value: string): Delivery => {
        const name = trial.sender.wire.fields[key];
        return spelledPing(trial, (event) =>
          JSON.stringify(event).replace("{", `{"${name}":"${value}",`),
        );
      };
      const nested = spelledPing(trial, (event) =>
        JSON.stringify({ ...event, data: { ...trial.sender.wire.ownData, object: "|" } }).replace(
          '"|"',
          '{"id":"a","id":"b"}',
        ),
      );
      return expectEachRefused(trial, {
        "two ids": twice("id", trial.freshId("evt")),
        "two types": twice("type", trial.sender.wire.strangers.newer),
        "two ids in an object inside": nested,
      });
    },
  },
  {
    id: "envelope/escaped-duplicate-keys",
    level: "SHOULD",
    profile: "wire",
    claim: "A key twice in two spellings is a key twice.",
    why: "A search for repeated keys that compares spellings overlooks one of them being escaped.",
    source: "docs/target-contract.md#malformed",
    remedy: "Compare keys after their escapes are resolved.",
    proof: { kills: "envelope/escaped-keys-overlooked" },
    check: (trial) =>
      expectEachRefused(trial, {
        "two ids, one of them escaped": spelledPing(trial, (event) =>
          JSON.stringify(event).replace(
            "{",
            `{"${escaped(trial.sender.wire.fields.id)}":"${trial.freshId("evt")}",`,
          ),
        ),
        "two types, one of them escaped": spelledPing(trial, (event) =>
          JSON.stringify(event).replace(
            "{",
            `{"${escaped(trial.sender.wire.fields.type)}":"paid",`,
          ),
        ),
      }),
  },
  {
    id: "envelope/deep-nesting",
    level: "MUST",
    profile: "wire",
    claim: "A body nested a hundred thousand levels deep is answered, and not as a crash.",
    why: "JSON.parse takes it; the next recursive function (a copy, a logger, a schema) overflows the stack.",
    source: "docs/target-contract.md#malformed",
    remedy: "Bound the depth before parsing, or never walk an event recursively.",
    proof: { kills: "envelope/walked-recursively" },
    check: async (trial) => {
      // A level is two bytes; where the limit allows fewer of them, as many as it allows.
      const depth = Math.min(DEPTH, Math.floor((trial.target.bodyLimitBytes - 1024) / 2));
      const lists = "[".repeat(depth) + "]".repeat(depth);
      const inside = spelledPing(trial, (event) =>
        JSON.stringify({ ...event, deep: "|" }).replace('"|"', lists),
      );
      await expectEachRefused(
        trial,
        { "an event with deep lists inside": inside },
        TAKEN_OR_REFUSED,
      );
      await expectEachRefused(trial, { "nothing but deep lists": { body: utf8(lists) } });
    },
  },
  {
    id: "envelope/prototype-keys",
    level: "MUST",
    profile: "wire",
    claim:
      "Keys called __proto__ and constructor give an event nothing that it doesn't have itself.",
    why: "Copied with Object.assign or a merge, a __proto__ key becomes the prototype: fields appear that validation never saw, at worst in every object of the process.",
    source: "docs/target-contract.md#malformed",
    remedy: "Validate into a new object with named fields; merge nothing that came from outside.",
    proof: { kills: "envelope/prototype-taken-over" },
    check: async (trial) => {
      const own = trial.freshId("evt");
      const inside = JSON.stringify(onTheWire(trial.sender.wire, { id: own, type: UNKNOWN_TYPE }));
      const hidden = `{"__proto__":${inside},"data":{}}`;
      const hiddenId = { eventId: own, body: utf8(hidden) };
      await expectEachRefused(trial, { "an id and a type in __proto__": hiddenId });
      const extra = spelledPing(trial, (event) =>
        JSON.stringify(event).replace(
          "{",
          '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},',
        ),
      );
      await expectEachRefused(trial, { "an event with such keys": extra }, TAKEN_OR_REFUSED);
      await expectEachRefused(trial, { "an empty object, after that": { body: utf8("{}") } });
    },
  },
  {
    id: "envelope/type-of-prototype",
    level: "MUST",
    profile: "wire",
    claim: "A type called like a property of every object is an unknown type.",
    why: "A table of types that is an object literal has an entry for constructor and toString, and the handler that is found there is no handler.",
    source: "docs/target-contract.md#event-types",
    remedy: "Look types up in a Map, or with Object.hasOwn.",
    proof: { kills: "envelope/types-in-an-object-literal" },
    check: (trial) =>
      expectEachTaken(trial, {
        "the type constructor": oddEvent(trial, { type: "constructor" }),
        "the type toString": oddEvent(trial, { type: "toString" }),
        "the type __proto__": oddEvent(trial, { type: "__proto__" }),
        "the type hasOwnProperty": oddEvent(trial, { type: "hasOwnProperty" }),
      }),
  },
  {
    id: "envelope/large-number",
    level: "MUST",
    profile: "wire",
    claim: "A number that no double can hold does no harm where nobody reads it.",
    why: "Code that converts every number it meets (to BigInt, to a decimal) throws on one that it does not need.",
    source: "docs/target-contract.md#malformed",
    remedy: "Convert the numbers that you use, and check their range there.",
    proof: { kills: "envelope/numbers-converted" },
    check: (trial) => {
      const withNumber = (number: string): Delivery =>
        spelledPing(trial, (event) => JSON.stringify({ ...event, n: "|" }).replace('"|"', number));
      return expectEachTaken(trial, {
        "2^53 + 1": withNumber("9007199254740993"),
        "ten to the power of 400": withNumber("1e400"),
        "forty digits behind the point": withNumber(`0.${"1".repeat(40)}`),
      });
    },
  },
];

/** The same key, its last letter escaped. */
function escaped(key: string): string {
  const code = key.slice(-1).charCodeAt(0).toString(16).padStart(4, "0");
  return `${key.slice(0, -1)}\\u${code}`;
}
