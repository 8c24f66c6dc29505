/** Access follows Proxy's current state, read after the signature held, never the payload. @module */

import { expectAccepted, isAccepted } from "../expect.ts";
import { Broken, type Requirement } from "../requirement.ts";
import { bodyOf } from "../simulator/event.ts";
import type { ReadFault } from "../simulator/fault.ts";
import { buy, open, subscribe } from "../stories.ts";

const RE_READ = 'ENT "Do not grant access from raw webhook payload fields alone"';

export const state: readonly Requirement[] = [
  {
    id: "state/paid-does-not-grant",
    level: "MUST",
    profile: "state",
    claim: "A session that is paid but not provisionable grants nothing yet.",
    source: "A7",
    check: async (trial) => {
      const { buyer, session } = open(trial);
      const paid = trial.announce({ do: "pay", session });
      await trial.settle(paid);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/payload-is-not-evidence",
    level: "MUST",
    profile: "state",
    claim: "What is granted, and to whom, is taken from Proxy's state and not from the payload.",
    source: RE_READ,
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      const thief = trial.freshId("buyer");
      const object = { ...provisionable.data.object, buyer_reference: thief };
      const claim = { ...provisionable, data: { object } };
      const delivery = { body: bodyOf(claim), eventId: provisionable.id };
      expectAccepted(await trial.deliver(delivery), "a signed event with another buyer's name");
      await trial.settle({ ...provisionable, id: trial.freshId("evt") });
      await trial.expectEntitlements(thief);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/forged-changes-nothing",
    level: "MUST",
    profile: "state",
    claim: "A forged delivery about a real purchase changes nothing and does not use up its event.",
    source: 'STATE "apply the state transition only after verification succeeds"',
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      const outcome = await trial.deliver({
        body: bodyOf(provisionable),
        eventId: provisionable.id,
        tamper: (body) => Uint8Array.of(...body, 0x0a),
      });
      if (isAccepted(outcome)) throw new Broken("a forged delivery was acknowledged");
      await trial.expectEntitlements(buyer);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/terminal-session",
    level: "MUST",
    profile: "state",
    claim: "A purchase that was cancelled, failed or expired grants nothing.",
    source: "ENT, case terminal_session",
    check: async (trial) => {
      for (const command of ["cancel", "fail", "expire"] as const) {
        const { buyer, session } = open(trial);
        await trial.settle(trial.announce({ do: command, session }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "state/subscription-life",
    level: "MUST",
    profile: "state",
    claim: "A subscription's access follows each of its states, from renewal to cancellation.",
    source: "ENT, cases subscription_renewed to payment_risk; A4, A6",
    check: async (trial) => {
      const { buyer, subscription, paid } = subscribe(trial);
      await trial.settle(paid);
      const commands = [
        "renew",
        "fail_payment",
        "recover",
        "schedule_cancellation",
        "undo_cancellation",
        "schedule_cancellation",
        "cancel_subscription",
      ] as const;
      for (const command of commands) {
        await trial.settle(trial.announce({ do: command, subscription }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "state/subscription-stands-in",
    level: "MUST",
    profile: "state",
    claim: "Once a subscription is heard of, its record stands in for that of its session.",
    source: "A13",
    check: async (trial) => {
      const { buyer, session, subscription } = subscribe(trial);
      const provisionable = trial.announce({ do: "make_provisionable", session });
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
      await trial.settle(trial.announce({ do: "renew", subscription }));
      await trial.expectEntitlements(buyer);
      await trial.settle(trial.announce({ do: "cancel_subscription", subscription }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/failed-read-is-retried",
    level: "MUST",
    profile: "state",
    claim: "While the state can't be read nothing is acknowledged, and the redelivery ends right.",
    source: "A10: 503 when the state read fails",
    check: async (trial) => {
      const faults: readonly ReadFault[] = [
        { kind: "status", status: 500 },
        { kind: "status", status: 503 },
        { kind: "status", status: 429 },
        { kind: "status", status: 404 },
        { kind: "status", status: 401 },
        { kind: "cut" },
        { kind: "not_json" },
        { kind: "malformed" },
        { kind: "other_object" },
        { kind: "hang" },
      ];
      await Promise.all(faults.map((fault) => expectRetried(fault)));

      async function expectRetried(fault: ReadFault): Promise<void> {
        const { buyer, session, provisionable } = buy(trial);
        // Enough for a receiver that reads again by itself.
        trial.stage.misbehave(session, Array(5).fill(fault));
        const what = fault.kind === "status" ? `status ${fault.status}` : fault.kind;
        if (isAccepted(await trial.deliver({ event: provisionable }))) {
          throw new Broken(`acknowledged although the state read failed: ${what}`);
        }
        await trial.expectEntitlements(buyer);
        trial.stage.behave(session);
        await trial.settle(provisionable);
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "state/stale-read",
    level: "MUST",
    profile: "state",
    claim: "A read that is older than the event itself does not use the event up.",
    source: "spec/proxy-checkout, hazards: the stale read",
    check: async (trial) => {
      const { buyer, session, paid, provisionable } = buy(trial);
      await trial.settle(paid);
      trial.stage.misbehave(session, [{ kind: "lag", changes: 1 }]);
      await trial.settle(provisionable);
      trial.stage.behave(session);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
];
