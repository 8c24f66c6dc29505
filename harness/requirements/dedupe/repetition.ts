/** The same event again: from the same bytes to the same state told by another event. @module */

import { requestOf } from "../../courier/delivery.ts";
import { sendAndHangUp } from "../../courier/wire.ts";
import type { WebhookEvent } from "../../simulator/event.ts";
import { Unreachable } from "../../target/verdict.ts";
import { expectAccepted } from "../../trial/expect.ts";
import { ping } from "../../trial/ping.ts";
import { hear, purchase } from "../../trial/stories.ts";
import type { Trial } from "../../trial/trial.ts";
import type { Entry } from "../requirement.ts";

export const repetition: readonly Entry[] = [
  {
    id: "dedupe/same-delivery-twice",
    level: "MUST",
    profile: "state",
    claim: "The same event delivered again is acknowledged, and grants nothing more.",
    why: "A sender whose answer got lost sends again, and each copy would grant credits for free: anomalyco/opencode#28402.",
    source: "docs/target-contract.md#repetition",
    remedy: "Record the event's id under a unique constraint, in the transaction that grants.",
    proof: { kills: "dedupe/adds-on-every-delivery" },
    check: async (trial) => {
      const { buyer, granting } = await purchase(trial);
      for (const which of ["first", "second", "third"]) {
        expectAccepted(await trial.deliver({ event: granting }), `the ${which} delivery`);
      }
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/fresh-stamp",
    level: "MUST",
    profile: "state",
    claim: "A redelivery with a new timestamp and signature is the same event.",
    why: "Every attempt is stamped and signed anew, so whoever remembers signatures or whole requests takes each honest attempt for news.",
    source: "docs/target-contract.md#repetition; docs/assumptions.md#a12",
    remedy:
      "Key the record of what was received by the event's id, not by its signature or headers.",
    proof: { kills: "dedupe/key-is-the-signature" },
    check: async (trial) => {
      const { buyer, granting } = await purchase(trial);
      for (const skewSeconds of [-20, 0, 20]) {
        const outcome = await trial.deliver({ event: granting, skewSeconds });
        expectAccepted(outcome, "a redelivery");
      }
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/new-id-same-content",
    level: "MUST",
    profile: "state",
    claim: "An event that comes again under a new id grants nothing more.",
    why: "Senders have minted a new id for each emission, which no dedupe by event id can see: Vexa-ai/vexa#519.",
    source: "docs/target-contract.md#repetition",
    remedy:
      "Key the grant by the session's id as well: the event's id is the first net, not the only one.",
    proof: { kills: "dedupe/adds-on-every-event" },
    check: async (trial) => {
      const { buyer, granting } = await purchase(trial);
      const again = { ...granting, id: trial.freshId("evt") };
      await hear(trial, [granting, again]);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/unknown-type-twice",
    level: "MUST",
    profile: "state",
    claim: "A repeated event is acknowledged like the first, also one of unknown type.",
    why: "A conflict of the unique constraint that surfaces as 409 or 500 makes the sender repeat for days what was done long ago.",
    source: "docs/target-contract.md#repetition; docs/target-contract.md#event-types",
    remedy: "Answer 2xx to an event id that is recorded: let `on conflict do nothing` say so.",
    proof: { kills: "dedupe/duplicate-is-a-conflict" },
    check: async (trial) => {
      const delivery = ping(trial);
      for (const which of ["first", "second", "third"]) {
        const outcome = await trial.deliver(delivery);
        expectAccepted(outcome, `the ${which} delivery of an event of unknown type`);
      }
    },
  },
  {
    id: "dedupe/lost-answer",
    level: "MUST",
    profile: "state",
    claim: "An event whose answer never reached the sender has its effect once.",
    why: "The connection may end between commit and answer, and nobody can tell that from a failure: the sender comes again.",
    source: "docs/target-contract.md#repetition",
    remedy:
      "Let the commit, not the answer, decide that an event is done; don't undo work for a closed connection.",
    proof: { kills: "dedupe/adds-on-every-delivery" },
    check: async (trial) => {
      const { buyer, granting } = await purchase(trial);
      await loseAnswer(trial, granting);
      await hear(trial, [granting, granting]);
      await trial.expectEntitlements(buyer);
    },
  },
];

async function loseAnswer({ target, signal }: Trial, event: WebhookEvent): Promise<void> {
  const request = requestOf(target, { event }, Date.now());
  try {
    await sendAndHangUp(request, { after: "sent", signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new Unreachable("the target did not take the request", error);
  }
}
