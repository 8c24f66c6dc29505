/** What a receiver that is killed must still know when it comes back. @module */

import { heldRead } from "../../simulator/held-read.ts";
import { buy, hear, killAndRestart, purchase, subscribe } from "../../trial/stories.ts";
import type { Entry } from "../requirement.ts";

export const restart: readonly Entry[] = [
  {
    id: "dedupe/survives-restart",
    level: "MUST",
    profile: "fault",
    claim: "What was acknowledged is remembered after the receiver was killed and started again.",
    why: "Ids kept in memory are gone after each deployment, and a redelivery grants again.",
    source: 'verification cases "Dedupe": survives a restart; a 2xx means the change is durable',
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
    id: "dedupe/acknowledged-then-killed",
    level: "MUST",
    profile: "fault",
    claim: "A receiver that is killed right after it acknowledged has lost nothing.",
    why: "Fire-and-forget answers first and works later: what ends the process in between ends the purchase, as in t3dotgg/stripe-recommendations.",
    source: 'target contract "What is right": a 2xx means that the change is durable',
    remedy:
      "Answer only after the commit. A queue is fine if the event is durable in it before the answer.",
    proof: { kills: "dedupe/acknowledged-before-written" },
    check: async (trial) => {
      const { buyer, granting } = await purchase(trial);
      await trial.settle(granting);
      await killAndRestart(trial);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/killed-in-flight",
    level: "MUST",
    profile: "fault",
    claim: "An event whose handling a crash cut short is handled when it comes again.",
    why: "Code that takes a claim back when handling fails does not run when the process dies: the claim stays, and the event is lost.",
    source: 'verification cases "Dedupe": a failure between recording and writing; A12',
    remedy:
      "Let the database roll the record back: write it in the transaction that has the effect.",
    proof: { kills: "dedupe/claimed-before-reading" },
    check: async (trial) => {
      const { buyer, session, provisionable } = buy(trial);
      const held = heldRead();
      trial.stage.misbehave(session, [held.fault]);
      const cutShort = trial.deliver({ event: provisionable });
      await Promise.race([held.reached, cutShort]);
      await killAndRestart(trial);
      held.release();
      await cutShort;
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
];
