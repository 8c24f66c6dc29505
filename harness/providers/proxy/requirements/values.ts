/** Values of Proxy's that its documents allow, whatever a receiver would rather have. @module */

import fc from "fast-check";
import { oddly } from "../../../requirements/oddly.ts";
import type { WebhookEvent } from "../../../simulator/event.ts";
import { requireField } from "../../../trial/expecting.ts";
import { FAR, farInstants } from "../../../values/instants.ts";
import { everySpelling, pairOf } from "../../../values/texts.ts";
import { edgesWithin, INT_32_MAX, WHOLE_MAX } from "../../../values/whole-numbers.ts";
import { CART_SHAPES } from "../carts.ts";
import {
  type SessionFields,
  type SubscriptionFields,
  sessionFields,
  subscriptionFields,
} from "../fields.ts";
import { nullable } from "../odd-fields.ts";
import type { ProxyEntry } from "../requirement.ts";
import type { ProxyTrial } from "../trial.ts";
import { cartOf } from "../verbs.ts";

/** Of what is generated beside the values that are always tried. */
const SAMPLES = 3;

const SOURCE = "docs/target-contract.md#values; docs/assumptions.md#a18";

export const values: readonly ProxyEntry[] = [
  {
    id: "entitlement/object-ids-of-any-text",
    level: "MUST",
    profile: "state",
    claim:
      "An object's id may be any text, and is another one than what a normalisation leaves of it: each has its own record.",
    why: "Changed before it is put into a URL, the object is not found; changed before it is compared, one purchase replaces another.",
    source: "docs/target-contract.md#ids",
    remedy:
      "Encode the id where it becomes part of a URL, and keep and compare it as it is, with a binary collation.",
    proof: { kills: "entitlement/object-ids-in-lower-case" },
    check: async (trial, { seed }) => {
      for (const spelling of everySpelling(seed)) {
        const unique = trial.freshId("psess").slice("psess_".length);
        const buyer = trial.freshId("buyer");
        await oddly(`two sessions, the id of one of which has lost ${spelling.loses}`, async () => {
          for (const session of pairOf(spelling, unique, "psess_")) {
            await trial.settle(provision(trial, { session, buyer }));
            await trial.expectEntitlements(buyer);
          }
        });
      }
    },
  },
  {
    id: "entitlement/cart-of-any-shape",
    level: "MUST",
    profile: "state",
    claim: "A purchase is granted whatever is in its cart, with its units where they are known.",
    why: "A cart is the merchant's own: code that maps over its lines fails on one without, at every attempt: woocommerce/woocommerce#62266.",
    source: "docs/target-contract.md#session",
    remedy:
      "Check the shape of a cart before you add up, and grant without units where it has another.",
    proof: { kills: "entitlement/cart-needs-lines", also: ["entitlement/lines-need-quantities"] },
    check: async (trial, { seed }) => {
      for (const { what, carts } of CART_SHAPES) {
        for (const cart_snapshot of fc.sample(carts, { seed, numRuns: SAMPLES })) {
          const buyer = trial.freshId("buyer");
          await oddly(`a cart ${what}`, async () => {
            await trial.settle(provision(trial, { buyer, fields: { cart_snapshot } }));
            await trial.expectEntitlements(buyer);
          });
        }
      }
    },
  },
  {
    id: "entitlement/no-period",
    level: "MUST",
    profile: "state",
    claim: "A subscription may have no period, come to have one, and have none again.",
    why: "Null is not 1970, not an error, and not what was there before: better-auth/better-auth#2345.",
    source: "docs/target-contract.md#subscription; docs/target-contract.md#values",
    remedy: "Let the end of a period be null, and write it with every state that is kept.",
    proof: {
      kills: "entitlement/needs-a-period",
      also: ["entitlement/no-period-is-1970", "entitlement/null-leaves-the-period"],
    },
    check: (trial) => expectPeriods(trial, [null, FAR[0] ?? null, null]),
  },
  {
    id: "entitlement/period-in-any-year",
    level: "MUST",
    profile: "state",
    claim: "A period may end in any year to 9999.",
    why: "Seconds in 31 bits are over in 2038, in 32 bits in 2106; what was sold for life ends in 9999.",
    source: SOURCE,
    remedy: "Keep instants in a type that has all years of four digits, or in 64 bits.",
    proof: { kills: "entitlement/periods-in-31-bits", also: ["entitlement/periods-to-2106"] },
    check: (trial, { seed }) =>
      expectPeriods(trial, [...FAR, ...fc.sample(farInstants, { seed, numRuns: SAMPLES })]),
  },
  {
    id: "state/null-and-set",
    level: "MUST",
    profile: "state",
    claim: "Each field that may be null is null, set, and null again, and access is as it was.",
    why: "What is null today was set in every example: a schema that was made from examples refuses it.",
    source: SOURCE,
    remedy: "Read what you need, and let the rest be null or missing.",
    proof: { kills: "state/needs-what-may-be-null", also: ["state/needs-null"] },
    check: async (trial) => {
      await expectStates(
        trial,
        [true, false, true].map((isNull) => ({
          what: isNull ? "null where that may be" : "set where it may be null",
          fields: nullable(isNull),
        })),
      );
    },
  },
  {
    id: "state/numbers-and-dates-of-any-size",
    level: "MUST",
    profile: "state",
    claim: "Numbers and dates that access doesn't depend on are of any size.",
    why: "A field that nobody needs makes the purchase fail for good, where it is kept in a column that is too narrow.",
    source: SOURCE,
    remedy: "Keep what you need, in 64 bits; leave the rest where it is.",
    proof: { kills: "state/amounts-in-31-bits", also: ["state/dates-to-2038"] },
    check: async (trial) => {
      await expectStates(trial, [
        ...edgesWithin(0, WHOLE_MAX).map((number) => ({
          what: `amounts and versions of ${number}`,
          fields: {
            amount_minor: Math.min(number, INT_32_MAX),
            cart_version: number,
            latest_invoice_amount_minor: number,
          },
        })),
        ...["1970-01-01T00:00:00.000Z", ...FAR].map((instant) => ({
          what: `dates of ${instant}`,
          fields: { expires_at: instant, trial_end: instant, ended_at: instant },
        })),
      ]);
    },
  },
];

type Fields = SessionFields & SubscriptionFields;

/** A purchase, told by the event that grants it. */
function provision(
  trial: ProxyTrial,
  {
    buyer,
    session = trial.freshId("psess"),
    fields = {},
  }: { readonly buyer: string; readonly session?: string; readonly fields?: Fields },
): WebhookEvent {
  trial.act({
    do: "create",
    session,
    buyer,
    items: cartOf(2),
    fields: sessionFields.parse(fields),
  });
  for (const move of ["hand_off", "open", "pay"] as const) trial.act({ do: move, session });
  return trial.announce({ do: "make_provisionable", session });
}

/**
 * A purchase for each of these fields, and one subscription whose states have them one after the other,
 * each told by a renewal.
 *
 * @returns The buyer of the subscription.
 */
async function expectStates(
  trial: ProxyTrial,
  states: readonly { readonly what: string; readonly fields: Fields }[],
): Promise<string> {
  const buyer = trial.freshId("buyer");
  const session = trial.freshId("psess");
  const subscription = trial.freshId("psub");
  trial.act({ do: "create", session, buyer, items: cartOf(2) });
  for (const move of ["hand_off", "open", "pay"] as const) trial.act({ do: move, session });
  trial.act({ do: "start_subscription", session, subscription, trial: false });
  for (const { what, fields } of states) {
    await oddly(what, async () => {
      const own = subscriptionFields.parse(fields);
      await trial.settle(trial.announce({ do: "renew", subscription, fields: own }));
      await trial.expectEntitlements(buyer);
      if (Object.keys(sessionFields.parse(fields)).length === 0) return;
      const other = trial.freshId("buyer");
      await trial.settle(provision(trial, { buyer: other, fields }));
      await trial.expectEntitlements(other);
    });
  }
  return buyer;
}

async function expectPeriods(trial: ProxyTrial, ends: readonly (string | null)[]): Promise<void> {
  // Of one that is set: who shows no null shows nothing where there is no period.
  const usual = await expectStates(trial, [{ what: "a period of a month", fields: {} }]);
  requireField(await trial.readRecords(usual), "access_until");
  const states = ends.map((end) => ({
    what: end === null ? "a subscription without a period" : `a period to ${end}`,
    fields: { current_period_end: end },
  }));
  await expectStates(trial, states);
}
