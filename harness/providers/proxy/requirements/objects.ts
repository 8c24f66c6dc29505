/** What an event of a known type says about its object: enough to read its state, or a refusal. @module */

import type { Delivery } from "../../../courier/delivery.ts";
import { bodyOf } from "../../../courier/delivery.ts";
import { isAccepted } from "../../../courier/outcome.ts";
import { expectEachRefused } from "../../../requirements/odd-delivery.ts";
import { oddEvent } from "../../../requirements/odd-event.ts";
import { Broken } from "../../../target/verdict.ts";
import { expectStatus } from "../../../trial/expect.ts";
import { isOwed } from "../owed.ts";
import type { ProxyEntry } from "../requirement.ts";
import { buy } from "../stories.ts";
import type { ProxyTrial } from "../trial.ts";

const NOW = "2026-01-01T00:00:00.000Z";

export const envelopeObject: readonly ProxyEntry[] = [
  {
    id: "envelope/type-and-object-disagree",
    level: "MUST",
    profile: "wire",
    claim:
      "An event whose type says session and whose object is a subscription is refused, and so the other way round.",
    why: "Two parts of a receiver that go by one each read different objects for one event.",
    source: "docs/target-contract.md#malformed",
    remedy: "Let the type say which object to read, and check that the id is one of that kind.",
    proof: { kills: "envelope/kind-by-id-prefix" },
    check: (trial) =>
      expectEachRefused(trial, {
        "a session's event about a subscription": knownEvent(trial, "proxy_session.paid", {
          id: trial.freshId("psub"),
          updated_at: NOW,
        }),
        "a subscription's event about a session": knownEvent(trial, "subscription.renewed", {
          id: trial.freshId("psess"),
          updated_at: NOW,
        }),
        "an event about neither": knownEvent(trial, "proxy_session.paid", {
          id: trial.freshId("cus"),
          updated_at: NOW,
        }),
      }),
  },
  {
    id: "envelope/object-missing",
    level: "MUST",
    profile: "wire",
    claim: "An event of a known type without an object is refused.",
    why: "Acknowledged, a purchase is lost silently; answered 500, the sender tries in vain for days.",
    source: "docs/target-contract.md#malformed",
    remedy: "Validate the envelope of the types that you know, and refuse with 400.",
    proof: { kills: "envelope/missing-object-acknowledged" },
    check: (trial) =>
      expectEachRefused(trial, {
        "no data": oddEvent(trial, { type: "proxy_session.paid", data: undefined }),
        "empty data": oddEvent(trial, { type: "proxy_session.paid", data: {} }),
        "null as object": knownEvent(trial, "proxy_session.paid", null),
        "a list as object": knownEvent(trial, "subscription.renewed", []),
      }),
  },
  {
    id: "envelope/object-id-not-text",
    level: "MUST",
    profile: "wire",
    claim: "An object whose id is not a text that names one is refused.",
    why: "The id becomes part of a URL and of a key: undefined and [object Object] are valid parts of both.",
    source: "docs/target-contract.md#malformed",
    remedy: "Check the type and the prefix of the object's id before using it.",
    proof: { kills: "envelope/object-id-converted" },
    check: (trial) => {
      const withId = (id: unknown): Delivery =>
        knownEvent(trial, "proxy_session.paid", { id, updated_at: NOW });
      return expectEachRefused(trial, {
        "an object without id": withId(undefined),
        "a number as its id": withId(42),
        "a list as its id": withId([trial.freshId("psess")]),
        "an empty id": withId(""),
        "NUL in its id": withId(`${trial.freshId("psess")}\u0000`),
      });
    },
  },
  {
    id: "envelope/object-id-escapes",
    level: "MUST",
    profile: "state",
    claim: "An object's id can't make the receiver read another object.",
    why: "An id with dots and slashes, put into a URL as it is, walks to another resource with the receiver's own key.",
    source: "docs/target-contract.md#ids",
    remedy: "Encode the id where it becomes part of a URL, and check that the answer is about it.",
    proof: { kills: "envelope/id-in-url-as-it-is" },
    check: async (trial) => {
      const { session, buyer, provisionable } = buy(trial);
      const odd = { ...provisionable.data.object, id: `psess_x/../${session}` };
      const outcome = await trial.deliver(knownEvent(trial, provisionable.type, odd));
      await trial.pause();
      if (trial.stage.readsOf(session) > 0) {
        throw new Broken("an id with ../ in it made the receiver read another session");
      }
      // Who looks for it later finds later that it is not there.
      if (isAccepted(outcome) && !isOwed(trial, outcome)) {
        throw new Broken("an event about an id with ../ was acknowledged");
      }
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "envelope/updated-at-missing",
    level: "MUST",
    profile: "wire",
    claim: "An object without an updated_at is refused.",
    why: "Without it nobody can tell whether the state that was read is older than the event, and a lagging replica uses the event up.",
    source: "docs/target-contract.md#malformed",
    remedy: "Demand an ISO 8601 updated_at on the object of a known type.",
    proof: { kills: "envelope/version-optional" },
    check: (trial) => {
      const dated = (updated_at: unknown): Delivery =>
        knownEvent(trial, "proxy_session.paid", { id: trial.freshId("psess"), updated_at });
      return expectEachRefused(trial, {
        "no updated_at": dated(undefined),
        "null as updated_at": dated(null),
        "a number as updated_at": dated(1_700_000_000),
      });
    },
  },
  ...["infinity", "now"].map(wordAsTime),
  {
    id: "envelope/unknown-type-changes-nothing",
    level: "MUST",
    profile: "state",
    claim:
      "An event of an unknown type changes nothing, even about an object that could be granted.",
    why: "A new type may mean the opposite of what its object suggests: only types that were understood may move access.",
    source: "docs/target-contract.md#event-types",
    remedy: "Record events of unknown types, and read and write no state for them.",
    proof: { kills: "envelope/unknown-type-applied" },
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      const { object } = provisionable.data;
      await trial.deliver(knownEvent(trial, "proxy_session.disputed", object));
      await trial.expectEntitlements(buyer);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
];

/** Postgres takes such a word for a time, and orders everything else by it from then on. */
function wordAsTime(word: string): ProxyEntry {
  return {
    id: `envelope/updated-at-${word}`,
    level: "MUST",
    profile: "state",
    claim: `An updated_at of "${word}" never orders anything: the event is refused, and the true one has its effect.`,
    why: `Postgres reads "${word}" as a time: a record dated so is newer than every state to come, and is never changed again.`,
    source: "docs/target-contract.md#malformed",
    remedy: "Parse dates as ISO 8601 before they reach SQL.",
    proof: { kills: "envelope/any-text-is-a-time" },
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      const object = { ...provisionable.data.object, updated_at: word };
      const id = trial.freshId("evt");
      const event = { ...provisionable, id, data: { object } };
      const outcome = await trial.deliver({ body: bodyOf(event, trial.target), eventId: id });
      expectStatus(outcome, ["4xx", "5xx"], `an updated_at of "${word}"`);
      await trial.expectEntitlements(buyer);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  };
}

/** An event of a type that Proxy has, about an object that it need not know. */
function knownEvent(trial: ProxyTrial, type: string, object: unknown): Delivery {
  return oddEvent(trial, { type, data: { object } });
}
