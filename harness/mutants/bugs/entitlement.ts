/**
 * Receivers that grant the wrong amount, to the wrong buyer, or show it to the wrong one.
 *
 * @module
 */

import { fieldsOf } from "../envelope.ts";
import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import type { State } from "../records.ts";
import { change, followingTheStory, type Handler, mergingAs } from "./bend.ts";

export const entitlementMutants: readonly Bug[] = [
  {
    name: "entitlement/first-line-only",
    bug: "It grants the units of the cart's first line only.",
    parts: (correct) => ({
      ...correct,
      quantityOf: (cart) => correct.quantityOf({ lineItems: linesIn(cart).slice(0, 1) }),
    }),
  },
  {
    name: "entitlement/counts-lines",
    bug: "It grants one unit for each of the cart's lines.",
    parts: (correct) => ({ ...correct, quantityOf: (cart) => linesIn(cart).length }),
  },
  {
    name: "entitlement/zero-becomes-one",
    bug: "It grants one unit where the cart has none.",
    parts: (correct) => ({ ...correct, quantityOf: (cart) => correct.quantityOf(cart) || 1 }),
  },
  {
    name: "entitlement/renewal-adds-units",
    bug: "It grants a unit more with every renewal.",
    parts: (correct) => ({
      ...correct,
      merge: (held, next, context) => {
        const merged = correct.merge(held, next, context);
        if (merged === held || next.state.kind === "session") return merged;
        return { ...merged, quantity: (held?.quantity ?? 0) + 1 };
      },
    }),
  },
  {
    name: "entitlement/first-period-stays",
    bug: "It keeps the period that it heard of first.",
    parts: (correct) =>
      mergingAs(correct, (state, held) => ({ periodEnd: held?.periodEnd ?? state.periodEnd })),
  },
  {
    name: "entitlement/schedule-cuts-the-period",
    bug: "It lets the period end where the cancellation was scheduled.",
    parts: (correct) =>
      mergingAs(correct, ({ cancelsAtPeriodEnd, updatedAt, periodEnd }) => ({
        periodEnd: cancelsAtPeriodEnd
          ? new Date(Number(updatedAt / 1_000_000n)).toISOString()
          : periodEnd,
      })),
  },
  {
    name: "entitlement/always-renews",
    bug: "It shows every subscription as renewing.",
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) =>
        correct
          .show(disk, buyer, context)
          .map((shown) => ({ ...shown, renews: shown.renews === null ? null : true })),
    }),
  },
  {
    name: "entitlement/shows-everyone",
    bug: "It shows every buyer's records to whoever asks.",
    parts: (correct) => showingAll(correct, () => true),
  },
  {
    name: "entitlement/buyers-in-lower-case",
    bug: "It compares buyers without their case.",
    parts: (correct) => showingAll(correct, (a, b) => a.toLowerCase() === b.toLowerCase()),
  },
  {
    name: "entitlement/buyer-decoded-twice",
    bug: "It decodes the buyer's reference a second time.",
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) => correct.show(disk, decodeURIComponent(buyer), context),
    }),
  },
  {
    name: "entitlement/restricts-everyone",
    bug: "It restricts every buyer when one payment fails.",
    parts: (correct) => ({
      ...correct,
      process: followingTheStory(correct, {
        "subscription.payment_failed": restricting(() => true),
      }),
    }),
  },
  {
    name: "entitlement/restricts-the-buyer",
    bug: "It restricts all that a buyer has when the payment of one subscription fails.",
    parts: (correct) => ({
      ...correct,
      process: followingTheStory(correct, {
        "subscription.payment_failed": restricting(
          (held, snapshot) => held.buyer === snapshot.buyer,
        ),
      }),
    }),
  },
  {
    name: "entitlement/one-record-a-buyer",
    bug: "It keeps one record for each buyer, that of the latest purchase.",
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) => correct.show(disk, buyer, context).slice(-1),
    }),
  },
  {
    name: "entitlement/a-record-an-event",
    bug: "It inserts a record for each event about an object.",
    parts: (correct) => ({
      ...correct,
      apply: async (key, state, context) => {
        const outcome = await correct.apply(key, state, context);
        await context.storage.transact(({ entitlements }) => {
          const held = entitlements.get(state?.id ?? "");
          if (held !== undefined && outcome === "applied") entitlements.set(key, held);
        });
        return outcome;
      },
    }),
  },
  {
    name: "entitlement/unknown-buyer-is-an-error",
    bug: "It fails when it is asked for a buyer that it does not know.",
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) => {
        const shown = correct.show(disk, buyer, context);
        if (shown.length === 0) throw new Error("no such buyer");
        return shown;
      },
    }),
  },
  {
    name: "entitlement/no-buyer-is-everyone",
    bug: "It answers 200 to whoever asks for no buyer.",
    parts: (correct) => ({ ...correct, buyerOf: (incoming) => correct.buyerOf(incoming) || "all" }),
  },
  {
    name: "entitlement/probe-is-open",
    bug: "It shows what a buyer has to whoever asks, with a token or without.",
    parts: (correct) => ({ ...correct, isAuthorized: () => true }),
  },
];

function linesIn(cart: unknown): readonly unknown[] {
  const lines = fieldsOf(cart)?.["lineItems"];
  return Array.isArray(lines) ? lines : [];
}

/** Shows the records of every buyer who is taken for the one that was asked for. */
function showingAll(correct: Parts, isTakenFor: (buyer: string, asked: string) => boolean): Parts {
  return {
    ...correct,
    show: (disk, asked, context) => {
      const buyers = new Set([...disk.entitlements.values()].map(({ state }) => state.buyer));
      return [...buyers]
        .filter((buyer) => isTakenFor(buyer, asked))
        .flatMap((buyer) => correct.show(disk, buyer, context));
    },
  };
}

function restricting(isMeant: (held: State, snapshot: State) => boolean): Handler {
  const restrict = change(() => ({ access: "restricted" }));
  return (disk, snapshot) => {
    for (const { state } of disk.entitlements.values()) {
      if (isMeant(state, snapshot)) restrict(disk, state);
    }
  };
}
