/** Deliveries repeat: an event has its effect once, however often it comes. @module */

import { expectAccepted, isAccepted } from "../expect.ts";
import { Broken, type Requirement } from "../requirement.ts";
import { bodyOf } from "../simulator/event.ts";
import { buy, subscribe } from "../stories.ts";
import { requireField } from "../trial.ts";

const SOURCE = 'STATE "deduplicate by event ID"; ENT "Webhook deliveries can repeat"';

export const dedupe: readonly Requirement[] = [
  {
    id: "dedupe/same-delivery-twice",
    level: "MUST",
    profile: "state",
    claim: "The same event delivered again is acknowledged, and grants nothing more.",
    source: SOURCE,
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      for (const which of ["first", "second", "third"]) {
        expectAccepted(await trial.deliver({ event: provisionable }), `the ${which} delivery`);
      }
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/fresh-stamp",
    level: "MUST",
    profile: "state",
    claim: "A redelivery with a new timestamp and signature is the same event.",
    source: `${SOURCE}; A12`,
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      for (const skewSeconds of [-20, 0, 20]) {
        const outcome = await trial.deliver({ event: provisionable, skewSeconds });
        expectAccepted(outcome, "a redelivery");
      }
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/same-id-other-bytes",
    level: "MUST",
    profile: "state",
    claim: "An event id seen before has no second effect, whatever the bytes around it.",
    source: 'verification cases "Dedupe"',
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      await trial.settle(provisionable);
      const other = { ...provisionable, extra: "a field that was not there before" };
      const outcome = await trial.deliver({ body: bodyOf(other), eventId: provisionable.id });
      expectAccepted(outcome, "the same event id with other bytes");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/granted-once",
    level: "MUST",
    profile: "state",
    claim: "Units are granted once a purchase, also where two events tell of the same state.",
    source: 'ENT "Make entitlement writes idempotent"',
    check: async (trial) => {
      const { buyer, paid, provisionable } = buy(trial);
      for (const event of [paid, provisionable, paid, provisionable]) await trial.settle(event);
      requireField(await trial.readRecords(buyer), "quantity");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/failure-is-not-a-duplicate",
    level: "MUST",
    profile: "state",
    claim: "An event whose handling failed is not a duplicate when it comes again.",
    source: 'verification cases "Dedupe": a failure between recording and writing',
    check: async (trial) => {
      const { buyer, session, provisionable } = buy(trial);
      trial.stage.misbehave(session, [{ kind: "status", status: 500 }]);
      if (isAccepted(await trial.deliver({ event: provisionable }))) {
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
    source: 'verification cases "Dedupe": survives a restart; a 2xx means the change is durable',
    check: async (trial) => {
      const { buyer, paid, provisionable } = buy(trial);
      const second = subscribe(trial);
      await trial.settle(paid);
      await trial.settle(second.paid);
      await trial.target.managed?.kill();
      await trial.target.managed?.restart();
      for (const event of [provisionable, paid, provisionable]) await trial.settle(event);
      await trial.target.managed?.kill();
      await trial.target.managed?.restart();
      await trial.expectEntitlements(buyer);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
];
