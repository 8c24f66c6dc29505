/** What makes two deliveries the same event: its id, all of it, and nothing but it. @module */

import type { Delivery } from "../../courier/delivery.ts";
import { bodyOf } from "../../courier/delivery.ts";
import { expectAccepted } from "../../trial/expect.ts";
import { hear, purchase } from "../../trial/stories.ts";
import type { Trial } from "../../trial/trial.ts";
import type { Entry } from "../requirement.ts";

export const OPAQUE =
  "Ids are opaque: changed before they are compared, two events become one, and the second is lost as a duplicate.";
export const AS_IT_IS =
  'Compare and store ids as they are, in a column with a binary collation (`collate "C"`).';

export const identity: readonly Entry[] = [
  {
    id: "dedupe/same-id-other-bytes",
    level: "MUST",
    profile: "state",
    claim: "An event id seen before has no second effect, whatever the bytes around it.",
    why: "A sender may spell an event otherwise at its second attempt, with another created_at for one: a key made from the body takes it for another event.",
    source: "docs/target-contract.md#repetition",
    remedy:
      "Key by the event's id alone; keep a digest of the body only to report that it differed.",
    proof: { kills: "dedupe/key-is-the-body" },
    check: async (trial) => {
      const { buyer, granting } = await purchase(trial);
      await trial.settle(granting);
      const other = { ...granting, created_at: "2026-01-01T00:00:00.000Z" };
      const outcome = await trial.deliver({ event: other });
      expectAccepted(outcome, "the same event id with other bytes");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/same-id-other-object",
    level: "MUST",
    profile: "state",
    claim: "An event id seen before has no effect on another object either.",
    why: "A key of id and object lets one event be spent once for every object somebody puts into it.",
    source: "docs/target-contract.md#repetition",
    remedy: "Make the event's id unique by itself, not together with what the event is about.",
    proof: { kills: "dedupe/key-has-the-object" },
    check: async (trial) => {
      const first = await purchase(trial);
      const second = await purchase(trial);
      await trial.settle(first.granting);
      const { id } = first.granting;
      const reused = { ...second.granting, id };
      await trial.deliver({
        body: bodyOf(reused, trial.target),
        eventId: id,
        eventType: reused.type,
      });
      await trial.expectEntitlements(second.buyer);
      await trial.settle(second.granting);
      await trial.expectEntitlements(second.buyer);
    },
  },
  {
    id: "dedupe/unsigned-header-id",
    level: "MUST",
    profile: "state",
    claim: "An id in a header that nobody signed decides nothing.",
    why: "Whoever can resend a delivery can write its unsigned headers: a new id there buys a second effect, and a used one suppresses a real event.",
    source: "docs/target-contract.md#ids",
    remedy:
      "Take the event's id from the verified body, or from a header that the signature covers.",
    proof: { kills: "dedupe/key-is-an-unsigned-header" },
    check: async (trial) => {
      const first = await purchase(trial);
      const second = await purchase(trial);
      const label = trial.freshId("label");
      for (const event of [first.granting, second.granting]) {
        const outcome = await trial.deliver({ event, bendHeaders: labelled(label) });
        expectAccepted(outcome, "a delivery with an unsigned id beside its own");
      }
      const again = labelled(trial.freshId("label"));
      const outcome = await trial.deliver({ event: first.granting, bendHeaders: again });
      expectAccepted(outcome, "a redelivery with another unsigned id");
      await trial.expectEntitlements(first.buyer);
      await trial.expectEntitlements(second.buyer);
    },
  },
  {
    id: "dedupe/id-case",
    level: "MUST",
    profile: "state",
    claim: "Two event ids that differ in upper and lower case only are two events.",
    why: `${OPAQUE} Case-insensitive collations are the default of some databases.`,
    source: "docs/target-contract.md#ids",
    remedy: AS_IT_IS,
    proof: { kills: "dedupe/ids-in-lower-case" },
    check: async (trial) => {
      const id = trial.freshId("evt");
      await expectTwoEvents(trial, id, id.toUpperCase());
    },
  },
  {
    id: "dedupe/long-id",
    level: "MUST",
    profile: "state",
    claim: "Event ids of 255 characters are told apart by their last one.",
    why: `${OPAQUE} A column that cuts off what does not fit, as MySQL's does outside strict mode, collapses long ids.`,
    source: "docs/target-contract.md#ids",
    remedy: "Make the id's column wide enough, and let what does not fit be an error.",
    proof: { kills: "dedupe/ids-truncated" },
    check: async (trial) => {
      const id = `${trial.freshId("evt")}_`.padEnd(ID_CHARACTERS_MAX - 1, "x");
      await expectTwoEvents(trial, `${id}1`, `${id}2`);
    },
  },
];

/** A10. */
const ID_CHARACTERS_MAX = 255;

/** Two purchases, each told by one event: taken for one event, the second would stay without. */
export async function expectTwoEvents(
  trial: Trial,
  firstId: string,
  secondId: string,
): Promise<void> {
  const first = await purchase(trial);
  const second = await purchase(trial);
  await hear(trial, [
    { ...first.granting, id: firstId },
    { ...second.granting, id: secondId },
  ]);
  await trial.expectEntitlements(first.buyer);
  await trial.expectEntitlements(second.buyer);
}

const ID_HEADERS = ["webhook-id", "x-webhook-id", "x-event-id", "x-request-id", "idempotency-key"];

/** Adds an id in every header that is known for one, except where a signed one has that name. */
function labelled(id: string): NonNullable<Delivery["bendHeaders"]> {
  return (headers) => {
    const signed = new Set(headers.map(([name]) => name.toLowerCase()));
    const unsigned = ID_HEADERS.filter((name) => !signed.has(name));
    return [...headers, ...unsigned.map((name) => [name, id] as const)];
  };
}
