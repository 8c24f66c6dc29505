/**
 * The invariants of Gwop's endpoint: Proxy's promises in the world of invoices, and one of its own.
 *
 * Nothing here reads a state again, so the trouble is that of the deliveries alone.
 *
 * @module
 */

import fc from "fast-check";
import {
  type History,
  histories,
  INVOICE_VERBS,
  type Moment,
  type Trouble,
  type Verb,
} from "../../histories/history.ts";
import { type Invariant, invariant } from "../../properties/invariant.ts";
import { playHistory } from "../../properties/play.ts";
import type { Requirement } from "../../requirements/requirement.ts";
import { compareFlags } from "./flags.ts";
import { named } from "./requirement.ts";

/** What is said otherwise of the same promise, and on which histories it is checked. */
type Told = Partial<Pick<Requirement, "claim" | "why" | "source" | "remedy">> & {
  readonly kills: string;
  readonly arbitrary: fc.Arbitrary<History>;
};

const MONEY_WINS = 'spec/gwop: "PAID is never overwritten"';
const RIGHT = 'target contract "What is right"';
const FOLD =
  "Keep what each event said, and conclude from all of it: paid if any event says so, whatever came last.";

/** Few invoices, each of which ends in every way: only then is there anything to race for. */
const ENDINGS: fc.Arbitrary<Verb> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Verb>("bill") },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Verb>("pay_invoice", "expire_invoice", "cancel_invoice"),
  },
);

/** By the ids that the promises have at Proxy's endpoint. */
const AT_GWOP: ReadonlyMap<string, Told> = new Map(
  Object.entries({
    "order/any-order": {
      source: `${MONEY_WINS}; no order is documented; ${RIGHT}`,
      remedy: FOLD,
      kills: "order/late-expired-takes-back",
      arbitrary: invoices({}),
    },
    "race/racing-deliveries": {
      source: `${MONEY_WINS}; ${RIGHT}`,
      kills: "race/last-writer-wins",
      arbitrary: histories({ verbs: ENDINGS, joined: true }).map(heardAtTheEnd),
    },
    "dedupe/redelivered-everything": {
      source: `spec/gwop: "retries on non-2xx", no schedule; ${RIGHT}`,
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
      source: `spec/gwop "what happened"; ${MONEY_WINS}`,
      remedy: "Grant where there is a registration and enough money, and never go back behind it.",
      kills: "state/registration-grants",
      arbitrary: invoices({ joined: true, manners: ["answer_lost"] }),
    },
    "dedupe/unacknowledged-comes-again": {
      why: "Lost answers, cut connections and locks that are taken are when receivers forget or double things.",
      source: `spec/gwop: "retries on non-2xx"; ${RIGHT}`,
      kills: "dedupe/recorded-though-busy",
      arbitrary: invoices({
        joined: true,
        manners: ["answer_lost", "half_sent", "other_secret"],
      }),
    },
    "signature/noise-changes-nothing": {
      source: 'spec/gwop, signature and tolerance; STATE "only after verification succeeds"',
      kills: "signature/unsigned-trusted",
      arbitrary: invoices({ forgeries: true }),
    },
    "entitlement/units-conserved": {
      claim: "The units that buyers have are those of the invoices that were paid, never twice.",
      source: 'spec/gwop "what happened": grants 1, quantity the sum of the items',
      remedy: "Set the units of an invoice; never add to them.",
      kills: "dedupe/adds-on-every-delivery",
      arbitrary: invoices({ manners: ["answer_lost"], joined: true }),
    },
    "dedupe/acknowledged-is-durable": {
      source: `spec/gwop: "What arrived is kept"; ${RIGHT}: a 2xx means that the change is durable`,
      kills: "dedupe/acknowledged-before-written",
      arbitrary: invoices({ joined: true }),
    },
  } satisfies Record<string, Told>),
);

const flagsInAnyHistory = invariant({
  id: named("order/flags-in-any-history"),
  provider: "gwop",
  claim: "Flags depend on what happened to an invoice, not on how it was heard of.",
  why: "A flag is for a person: one that depends on the network is one that nobody trusts.",
  source: `spec/gwop: "applied and flagged", "recorded and flagged"; ${RIGHT}`,
  remedy: "Conclude the flags, like access itself, from everything that was heard of the invoice.",
  kills: named("order/flags-by-arrival"),
  arbitrary: invoices({ joined: true }),
  holdsFor: (trial, history) =>
    playHistory(trial, history, {
      atTheEnd: async (one) => {
        const { invoices: issued } = one.stage.world();
        for (const [invoice, [first]] of issued) {
          await compareFlags(one, { invoice, buyer: first?.buyer_reference ?? "" });
        }
      },
    }),
});

/** @param ofProxy Those of Proxy's endpoint, among them all that are the same promise here. */
export function invoiceInvariants(ofProxy: readonly Invariant[]): readonly Invariant[] {
  const same = [...AT_GWOP].map(([id, told]) => {
    const promise = ofProxy.find((each) => each.id === id);
    if (promise === undefined) throw new Error(`Bug: there is no invariant ${id}`);
    return atGwop(promise, told);
  });
  return [...same, flagsInAnyHistory];
}

function atGwop(
  { property, profile, provider: _, ...promise }: Invariant,
  { kills, ...told }: Told,
): Invariant {
  return invariant({
    ...promise,
    ...property,
    ...told,
    id: named(promise.id),
    kills: named(kills),
    provider: "gwop",
    ...(profile === "fault" ? { profile } : {}),
  });
}

/** An invoice has few events: to meet at all, they have to wait for each other. */
function heardAtTheEnd({ moves }: History): History {
  const late = <T extends Moment>(heard: T): T => ({ ...heard, delay: moves.length });
  return {
    moves: moves.map((move) => ({
      ...move,
      heard: move.heard.map(late),
      repeats: move.repeats.map(late),
    })),
  };
}

function invoices(trouble: Trouble): fc.Arbitrary<History> {
  return histories({ ...trouble, verbs: INVOICE_VERBS });
}
