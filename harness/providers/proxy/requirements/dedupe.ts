/** That an event has its effect once, where its effect is read from Proxy. @module */

import { isAccepted } from "../../../courier/outcome.ts";
import { AS_IT_IS, expectTwoEvents, OPAQUE } from "../../../requirements/dedupe/identity.ts";
import type { ReadFault } from "../../../simulator/fault.ts";
import { heldRead } from "../../../simulator/held-read.ts";
import { Broken, Untested } from "../../../target/verdict.ts";
import { requireField } from "../../../trial/expecting.ts";
import { hear, killAndRestart, untilRead } from "../../../trial/stories.ts";
import { expectNotLost, isOwed } from "../owed.ts";
import type { ProxyEntry } from "../requirement.ts";
import { buy, subscribe } from "../stories.ts";
import type { ProxyTrial } from "../trial.ts";

export const dedupe: readonly ProxyEntry[] = [
  {
    id: "dedupe/granted-once",
    level: "MUST",
    profile: "state",
    claim: "Units are granted once a purchase, also where two events tell of the same state.",
    why: "Both events of a purchase may be read when it is provisionable already: counting events then doubles the credits, while setting them does not: wasp-lang/open-saas#688.",
    source: "docs/target-contract.md#repetition",
    remedy:
      "Key the grant by the session's id under a unique constraint, and set units, don't add them.",
    proof: { kills: "dedupe/adds-on-every-event" },
    check: async (trial) => {
      const { buyer, paid, provisionable } = buy(trial);
      await hear(trial, [paid, provisionable, paid, provisionable]);
      requireField(await trial.readRecords(buyer), "quantity");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/every-event-of-an-object",
    level: "MUST",
    profile: "state",
    claim: "Two events about one object are two events.",
    why: "Deduped by object, a purchase is done with its payment, and never granted.",
    source: "docs/target-contract.md#repetition",
    remedy: "Dedupe by the event's id; let the object's id be the key of the entitlement only.",
    proof: { kills: "dedupe/key-is-the-object" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      for (const command of ["fail_payment", "recover", "cancel_subscription"] as const) {
        await trial.settle(trial.announce({ do: command, subscription }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "dedupe/every-renewal",
    level: "MUST",
    profile: "state",
    claim: "Each renewal of a subscription is an event of its own.",
    why: "Deduped by type and object, the first renewal is the last one, and access runs out on a buyer who pays.",
    source: "docs/target-contract.md#repetition",
    remedy: "Dedupe by the event's id: its type and its object come back every month.",
    proof: { kills: "dedupe/key-is-type-and-object" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      for (let month = 1; month <= 3; month += 1) {
        await trial.settle(trial.announce({ do: "renew", subscription }));
      }
      await trial.settle(trial.announce({ do: "schedule_cancellation", subscription }));
      await trial.settle(trial.announce({ do: "undo_cancellation", subscription }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/id-white-space",
    level: "MUST",
    profile: "state",
    claim: "Two event ids that differ in white space only are two events.",
    why: `${OPAQUE} Padded character columns and a well-meant trim both do it.`,
    source: "docs/target-contract.md#ids",
    remedy: AS_IT_IS,
    proof: { kills: "dedupe/ids-trimmed" },
    check: async (trial) => {
      requireIdInBodyOnly(trial);
      const id = trial.freshId("evt");
      await expectTwoEvents(trial, id, `${id} `);
    },
  },
  {
    id: "dedupe/id-normal-form",
    level: "MUST",
    profile: "state",
    claim: "Two event ids that look alike in Unicode are two events.",
    why: `${OPAQUE} Normal forms collapse texts that are different bytes.`,
    source: "docs/target-contract.md#ids",
    remedy: AS_IT_IS,
    proof: { kills: "dedupe/ids-normalized" },
    check: async (trial) => {
      requireIdInBodyOnly(trial);
      const id = trial.freshId("evt");
      await expectTwoEvents(trial, `${id}_\u00e9`, `${id}_e\u0301`);
    },
  },
  {
    id: "dedupe/failure-is-not-a-duplicate",
    level: "MUST",
    profile: "state",
    claim: "An event whose handling failed is not a duplicate when it comes again.",
    why: "A dedupe row that survives a failed handler answers every retry with success, and the purchase is lost: dj-stripe/dj-stripe#832, AI-Shipping-Labs/website#285.",
    source: "docs/target-contract.md#repetition",
    remedy: "Record the event and write its effect in one transaction, after the state was read.",
    proof: { kills: "dedupe/recorded-before-reading" },
    check: async (trial) => {
      const { buyer, session, provisionable } = buy(trial);
      const fault: ReadFault = { kind: "status", status: 500 };
      trial.stage.fail(session, fault);
      const outcome = await trial.deliver({ event: provisionable });
      trial.stage.behave(session);
      if (isOwed(trial, outcome)) {
        trial.stage.misbehave(session, [fault]); // for who reads only after the answer
        return expectNotLost(trial, buyer);
      }
      if (isAccepted(outcome)) {
        throw new Broken("a delivery whose state could not be read was acknowledged");
      }
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/survives-restart",
    level: "MUST",
    profile: "fault",
    claim: "What was acknowledged is remembered after the receiver was killed and started again.",
    why: "Ids kept in memory are gone after each deployment, and a redelivery grants again.",
    source: "docs/target-contract.md#repetition",
    remedy: "Keep the ids of events in the database that holds the entitlements.",
    proof: { kills: "dedupe/ids-in-memory" },
    check: async (trial) => {
      const { buyer, paid, provisionable } = buy(trial);
      const second = subscribe(trial);
      await hear(trial, [paid, second.paid]);
      await killAndRestart(trial);
      await hear(trial, [provisionable, paid, provisionable]);
      await killAndRestart(trial);
      await trial.expectEntitlements(buyer);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/killed-in-flight",
    level: "MUST",
    profile: "fault",
    claim: "An event whose handling a crash cut short is handled when it comes again.",
    why: "Code that takes a claim back when handling fails does not run when the process dies: the claim stays, and the event is lost.",
    source: "docs/target-contract.md#repetition; docs/assumptions.md#a12",
    remedy:
      "Let the database roll the record back: write it in the transaction that has the effect.",
    proof: { kills: "dedupe/claimed-before-reading" },
    check: async (trial) => {
      const { buyer, session, provisionable } = buy(trial);
      const held = heldRead();
      trial.stage.misbehave(session, [held.fault]);
      const cutShort = trial.deliver({ event: provisionable });
      await untilRead(trial, held, cutShort);
      await killAndRestart(trial);
      held.release();
      await cutShort;
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
];

/**
 * @throws {Untested} Where the id stands in a header too, which can't carry all texts unchanged.
 */
function requireIdInBodyOnly({ target }: ProxyTrial): void {
  if (!target.scheme.isPaired) {
    throw new Untested(
      `${target.scheme.name} sends the event id in a header, which can't hold this one`,
    );
  }
}
