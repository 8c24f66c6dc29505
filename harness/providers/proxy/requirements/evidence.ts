/**
 * What counts as evidence: Proxy's state, read after the signature held, and nothing else.
 *
 * @module
 */

import { bodyOf } from "../../../courier/delivery.ts";
import { isAccepted } from "../../../courier/outcome.ts";
import type { WebhookEvent } from "../../../simulator/event.ts";
import { Broken } from "../../../target/verdict.ts";
import { expectAccepted } from "../../../trial/expect.ts";
import { requireField } from "../../../trial/expecting.ts";
import type { Session, Subscription } from "../objects.ts";
import type { ProxyEntry } from "../requirement.ts";
import { buy, open, subscribe } from "../stories.ts";
import { cartOf } from "../verbs.ts";

const FROM_STATE =
  "Use the payload to learn which object to read, and take everything else from what was read.";
const PAYLOAD =
  "A payload is a snapshot from before the delivery, and true at best when it was made";

export const evidence: readonly ProxyEntry[] = [
  {
    id: "state/type-is-not-evidence",
    level: "MUST",
    profile: "state",
    claim: "An event called provisionable grants nothing while the session isn't.",
    why: "The type is a word in the payload like any other: what it claims may be over, or not have happened yet where it was read.",
    source: "docs/target-contract.md#envelope; docs/assumptions.md#a4",
    remedy: "Switch on the status that was read, not on the type of the event.",
    proof: { kills: "state/grants-by-type" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      const paid = trial.announce({ do: "pay", session });
      const event: WebhookEvent = { ...paid, type: "proxy_session.provisionable" };
      expectAccepted(await trial.deliver({ event }), "an event whose type runs ahead of the state");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/payload-status",
    level: "MUST",
    profile: "state",
    claim: "A status that only the payload claims grants nothing.",
    why: `${PAYLOAD}: granted from it, a purchase that failed since is given away.`,
    source: "docs/target-contract.md#envelope",
    remedy: FROM_STATE,
    proof: { kills: "state/grants-from-the-payload" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      const paid = trial.announce({ do: "pay", session });
      trial.act({ do: "wait", ms: 1000 });
      trial.act({ do: "fail", session });
      const event = retold(paid, { status: "provisionable" });
      expectAccepted(await trial.deliver({ event }), "a signed event with a status of its own");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/payload-is-not-evidence",
    level: "MUST",
    profile: "state",
    claim: "What is granted, and to whom, is taken from Proxy's state and not from the payload.",
    why: `${PAYLOAD}. A buyer's name taken from it gives one buyer's goods to another.`,
    source: "docs/target-contract.md#envelope",
    remedy: FROM_STATE,
    proof: { kills: "state/buyer-from-the-payload" },
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      const thief = trial.freshId("buyer");
      const event = retold(provisionable, { buyer_reference: thief });
      expectAccepted(await trial.deliver({ event }), "a signed event with another buyer's name");
      await trial.expectEntitlements(thief);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/payload-quantity",
    level: "MUST",
    profile: "state",
    claim: "Units are counted in the cart that was read, not in the payload's.",
    why: `${PAYLOAD}. Carts have versions: the one that was paid is the one that Proxy has now.`,
    source: "docs/target-contract.md#envelope",
    remedy: FROM_STATE,
    proof: { kills: "state/quantity-from-the-payload" },
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      const cart_snapshot = { currency: "usd", lineItems: cartOf(98) };
      const event = retold(provisionable, { cart_snapshot });
      expectAccepted(await trial.deliver({ event }), "a signed event with another cart");
      requireField(await trial.readRecords(buyer), "quantity");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/payload-period",
    level: "MUST",
    profile: "state",
    claim: "The paid period is the one that was read, not the payload's.",
    why: `${PAYLOAD}. A period taken from it is given for free, or cut short.`,
    source: "docs/target-contract.md#envelope",
    remedy: FROM_STATE,
    proof: { kills: "state/period-from-the-payload" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const renewed = trial.announce({ do: "renew", subscription });
      const confirmed = trial.announce({ do: "renew", subscription });
      const event = retold(confirmed, {
        current_period_end: "2099-01-01T00:00:00.000Z",
        updated_at: renewed.data.object.updated_at,
      });
      expectAccepted(await trial.deliver({ event }), "a signed event with another period");
      requireField(await trial.readRecords(buyer), "access_until");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/forged-changes-nothing",
    level: "MUST",
    profile: "state",
    claim: "A forged delivery about a real purchase changes nothing and does not use up its event.",
    why: "The order is the protection: what is mutated before it is verified was mutated by a stranger.",
    source: "docs/target-contract.md#verify-first",
    remedy: "Verify first, and return before anything is read or written where it fails.",
    proof: { kills: "state/applies-before-verifying" },
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      const outcome = await trial.deliver({
        body: bodyOf(provisionable, trial.target),
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
    id: "state/reads-after-verification",
    level: "MUST",
    profile: "state",
    claim: "A delivery that does not verify causes no read of Proxy's state.",
    why: "Otherwise anybody can make the receiver spend its API quota, and learn from the timing which ids exist.",
    source: "docs/target-contract.md#verify-first",
    remedy: "Verify signature and timestamp before the first request to the API.",
    proof: { kills: "state/reads-before-verifying" },
    check: async (trial) => {
      const { session, provisionable } = buy(trial);
      const stale = { event: provisionable, skewSeconds: -(trial.target.toleranceSeconds + 60) };
      const forged = {
        event: provisionable,
        tamper: (body: Uint8Array) => Uint8Array.of(...body, 0x20),
      };
      await trial.deliver(forged);
      await trial.deliver(stale);
      if (trial.stage.readsOf(session) > 0) {
        throw new Broken("a delivery that does not verify made the target read Proxy's state");
      }
    },
  },
  {
    id: "state/read-again",
    level: "MUST",
    profile: "state",
    claim: "State is read again for every event, not remembered from the last one.",
    why: "A memoised client or a caching fetch answers the second event with the state of the first, and the change is lost.",
    source: "docs/target-contract.md#state; docs/assumptions.md#a4",
    remedy:
      'Send no state read through a cache: `cache: "no-store"` where a framework caches fetch.',
    proof: { kills: "state/reads-are-cached" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      await trial.settle(trial.announce({ do: "pay", session }));
      await trial.settle(trial.announce({ do: "make_provisionable", session }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/unknown-event-type",
    level: "MUST",
    profile: "state",
    claim: "An event of unknown type about a real purchase is acknowledged and changes nothing.",
    why: "Senders add types without asking. Refused they are retried to exhaustion (dust-tt/dust#3090); acted upon they grant what nobody defined.",
    source: "docs/target-contract.md#event-types",
    remedy: "Keep a list of the types that you act upon, and answer 2xx to all others.",
    proof: { kills: "state/acts-on-any-type" },
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial);
      const unknown = { ...provisionable, type: "proxy_session.reviewed" };
      const delivery = { body: bodyOf(unknown, trial.target), eventId: unknown.id };
      expectAccepted(await trial.deliver(delivery), "an event of unknown type");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/unknown-status",
    level: "MUST",
    profile: "state",
    claim: "A status that nobody has published is acknowledged and changes nothing.",
    why: "A `default:` branch that grants gives access away on the day the sender adds a status; one that ends it locks everybody out.",
    source: "docs/target-contract.md#subscription; docs/assumptions.md#a4",
    remedy: "List the statuses that you know, and let the default write nothing.",
    proof: { kills: "state/grants-unknown-status" },
    check: async (trial) => {
      const fresh = open(trial);
      const paid = trial.announce({ do: "pay", session: fresh.session });
      trial.stage.misbehave(fresh.session, [{ kind: "unknown_status" }]);
      expectAccepted(
        await trial.deliver({ event: paid }),
        "an event that led to an unknown status",
      );
      await trial.expectEntitlements(fresh.buyer);

      const held = buy(trial);
      await trial.settle(held.provisionable);
      trial.stage.misbehave(held.session, [{ kind: "unknown_status" }]);
      const outcome = await trial.deliver({ event: held.paid });
      expectAccepted(outcome, "an event that led to an unknown status");
      await trial.expectEntitlements(held.buyer);
    },
  },
  {
    id: "state/unknown-status-of-a-subscription",
    level: "MUST",
    profile: "state",
    claim: "A subscription in a status that nobody has published keeps the access that it had.",
    why: "A pause that the sender introduces must not look like an end: what is not understood is not acted upon.",
    source: "docs/target-contract.md#subscription; docs/assumptions.md#a4",
    remedy: "List the statuses that you know, and let the default write nothing.",
    proof: { kills: "state/unknown-status-ends" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      await trial.settle(trial.announce({ do: "renew", subscription }));
      const scheduled = trial.announce({ do: "schedule_cancellation", subscription });
      const undone = trial.announce({ do: "undo_cancellation", subscription });
      await trial.settle(undone);
      trial.stage.misbehave(subscription, [{ kind: "unknown_status" }]);
      const outcome = await trial.deliver({ event: scheduled });
      expectAccepted(outcome, "an event that led to an unknown status");
      await trial.expectEntitlements(buyer);
    },
  },
];

/** A signed event whose payload differs from what happened: what else it says of it stays true. */
function retold(
  event: WebhookEvent,
  fields: Partial<Session> | Partial<Subscription>,
): WebhookEvent {
  const object = Object.assign({}, event.data.object, fields);
  return { ...event, data: { object } };
}
