/**
 * The invariants of Gwop's endpoint: those of every sender's, in the world of invoices, and its own.
 *
 * Nothing here reads a state again, so the trouble is that of the deliveries alone.
 *
 * @module
 */

import fc from "fast-check";
import { type History, histories, type Moment, type Trouble } from "../../histories/history.ts";
import { type Invariant, invariant, type SharedInvariant } from "../../properties/invariant.ts";
import { SHARED_INVARIANTS } from "../../properties/invariants.ts";
import { playHistory } from "../../properties/play.ts";
import type { Requirement } from "../../requirements/requirement.ts";
import { compareFlags } from "./flags.ts";
import { named } from "./requirement.ts";
import { GWOP } from "./sender.ts";
import { atGwop as atGwopTrial } from "./trial.ts";
import { arbitraryFields, INVOICE_VERBS } from "./verbs.ts";

/** What is said otherwise of the same promise, and on which histories it is checked. */
type Told = Partial<Pick<Requirement, "claim" | "why" | "source" | "remedy">> & {
  readonly kills: string;
  readonly arbitrary: fc.Arbitrary<History>;
};

const FOLD =
  "Keep what each event said, and conclude from all of it: paid if any event says so, whatever came last.";

/** Few invoices, each of which ends in every way: only then is there anything to race for. */
const ENDINGS: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constant("bill") },
  {
    weight: 4,
    arbitrary: fc.constantFrom("pay_invoice", "expire_invoice", "cancel_invoice"),
  },
);

/** By the ids that the promises have at Proxy's endpoint. */
const AT_GWOP: ReadonlyMap<string, Told> = new Map<string, Told>(
  Object.entries({
    "order/any-order": {
      source: "docs/target-contract.md#money-wins",
      remedy: FOLD,
      kills: "order/late-expired-takes-back",
      arbitrary: invoices({}),
    },
    "race/racing-deliveries": {
      source: "docs/target-contract.md#money-wins",
      kills: "race/last-writer-wins",
      arbitrary: histories({ verbs: ENDINGS, fields: arbitraryFields, joined: true }).map(
        heardAtTheEnd,
      ),
    },
    "dedupe/redelivered-everything": {
      kills: "dedupe/adds-on-every-delivery",
      arbitrary: invoices({}),
    },
    "order/schedules-agree": {
      remedy: FOLD,
      kills: "order/last-arrival-wins",
      arbitrary: invoices({ joined: true }),
    },
    "state/along-the-way": {
      claim:
        "At no moment is an invoice granted that is not registered and paid, and none is taken back.",
      why: "A buyer who has access for a second too early has the download; one who loses what was paid for calls.",
      source: "docs/target-contract.md#an-invoices-record; docs/target-contract.md#money-wins",
      remedy: "Grant where there is a registration and enough money, and never go back behind it.",
      kills: "state/registration-grants",
      arbitrary: invoices({ joined: true, manners: ["answer_lost"] }),
    },
    "dedupe/unacknowledged-comes-again": {
      why: "Lost answers, cut connections and locks that are taken are when receivers forget or double things.",
      kills: "dedupe/recorded-though-busy",
      arbitrary: invoices({
        joined: true,
        manners: ["answer_lost", "half_sent", "other_secret"],
      }),
    },
    "signature/noise-changes-nothing": {
      kills: "signature/unsigned-trusted",
      arbitrary: invoices({ forgeries: true }),
    },
    "entitlement/units-conserved": {
      claim: "The units that buyers have are those of the invoices that were paid, never twice.",
      source: "docs/target-contract.md#an-invoices-record",
      remedy: "Set the units of an invoice; never add to them.",
      kills: "dedupe/adds-on-every-delivery",
      arbitrary: invoices({ manners: ["answer_lost"], joined: true }),
    },
    "dedupe/acknowledged-is-durable": {
      kills: "dedupe/acknowledged-before-written",
      arbitrary: invoices({ joined: true }),
    },
  } satisfies Record<string, Told>),
);

const flagsInAnyHistory = invariant({
  id: named("order/flags-in-any-history"),
  provider: GWOP,
  claim: "Flags depend on what happened to an invoice, not on how it was heard of.",
  why: "A flag is for a person: one that depends on the network is one that nobody trusts.",
  source: "docs/target-contract.md#an-invoices-record",
  remedy: "Conclude the flags, like access itself, from everything that was heard of the invoice.",
  kills: named("order/flags-by-arrival"),
  arbitrary: invoices({ joined: true }),
  holdsFor: (trial, history) =>
    playHistory(trial, history, {
      atTheEnd: async (one) => {
        const gwop = atGwopTrial(one);
        for (const [invoice, [first]] of gwop.stage.world().objects) {
          await compareFlags(gwop, { invoice, buyer: first?.buyer_reference ?? "" });
        }
      },
    }),
});

/** The same promise as others make, in Gwop's words and in its world. */
function atGwop({ histories: _, ...entry }: SharedInvariant): Invariant {
  const told = AT_GWOP.get(entry.id);
  if (told === undefined) throw new Error(`Bug: nothing is said of ${entry.id} at Gwop's`);
  const { kills, arbitrary, ...said } = told;
  const inOthersWords = invariant({ ...entry, arbitrary, provider: GWOP });
  const { property, profile, provider, ...promise } = inOthersWords;
  return invariant({
    ...promise,
    ...property,
    ...said,
    id: named(promise.id),
    kills: named(kills),
    provider,
    ...(profile === "fault" ? { profile } : {}),
  });
}

/** An invoice has few events: to meet at all, they have to wait for each other. */
function heardAtTheEnd({ moves, naming }: History): History {
  const late = <T extends Moment>(heard: T): T => ({ ...heard, delay: moves.length });
  return {
    naming,
    moves: moves.map((move) => ({
      ...move,
      heard: move.heard.map(late),
      repeats: move.repeats.map(late),
    })),
  };
}

function invoices(trouble: Omit<Trouble, "verbs">): fc.Arbitrary<History> {
  return histories({ ...trouble, verbs: INVOICE_VERBS, fields: arbitraryFields });
}

export const GWOP_INVARIANTS: readonly Invariant[] = [
  ...SHARED_INVARIANTS.map(atGwop),
  flagsInAnyHistory,
];
