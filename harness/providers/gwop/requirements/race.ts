/**
 * Events and registrations at the same moment: whoever looks first and writes later misses the
 * other.
 *
 * @module
 */

import pMap from "p-map";
import { permutations } from "../../../requirements/permutations.ts";
import type { WebhookEvent } from "../../../simulator/event.ts";
import { Broken } from "../../../target/verdict.ts";
import { hearTogether, settleRest } from "../../../trial/stories.ts";
import { expectFlags } from "../flags.ts";
import { expectAnswer, registerInCrowd, registrationFor } from "../registering.ts";
import type { GwopEntry } from "../requirement.ts";
import { bill, type Issued, issue } from "../stories.ts";
import type { GwopTrial } from "../trial.ts";
import { register } from "../trial.ts";

const WRITE_FIRST =
  "Write, commit, and look then, on both sides: the one that commits last sees both. Within one transaction lock the invoice.";

/** Enough that each of the two comes first some of the time. */
const INVOICES = 40;
const COPIES = 5;
const LANES = 4;
const ROUNDS = 8;

export const gwopRace: readonly GwopEntry[] = [
  {
    id: "race/all-events-together",
    level: "MUST",
    profile: "state",
    claim: "Paid, expired and canceled at one moment, each several times, end granted once.",
    why: "Read, decide, write: between the first and the last another event has decided otherwise, and is overwritten.",
    source: "docs/target-contract.md#money-wins",
    remedy: "Decide in the statement that writes, or under a lock on the invoice.",
    proof: { kills: "race/last-writer-wins" },
    check: async (trial) => {
      for (const order of permutations(["paid", "expired", "canceled"] as const)) {
        const { buyer, invoice } = await bill(trial, { versions: "missing" });
        const of = {
          expired: trial.announce({ do: "expire_invoice", invoice }),
          canceled: trial.announce({ do: "cancel_invoice", invoice }),
          paid: trial.announce({ do: "pay_invoice", invoice }),
        };
        const events = Array.from({ length: COPIES }, () => order.map((name) => of[name])).flat();
        await settleRest(trial, events, await hearTogether(trial, events));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "race/payment-and-registration",
    level: "MUST",
    profile: "state",
    claim: "A payment and the registration of its invoice at one moment end granted once.",
    why: "The payment finds no invoice and is kept; the registration has just looked for what was kept, and found nothing: each relied on the other.",
    source: "docs/target-contract.md#early-events",
    remedy: WRITE_FIRST,
    proof: { kills: "race/looks-before-parking" },
    check: async (trial) => {
      const stories = paidInvoices(trial);
      const events = stories.map(({ paid }) => paid);
      // Some are registered before the moment at which all payments go out, some after.
      const [outcomes] = await Promise.all([
        hearTogether(trial, events),
        pMap(stories, ({ invoice }) => register(trial, invoice), { concurrency: LANES }),
      ]);
      await settleRest(trial, events, outcomes);
      await expectAll(trial, stories);

      const others = paidInvoices(trial);
      await pMap(
        [...others.entries()],
        ([index, { invoice, paid }]) => {
          const meet = [() => trial.settle(paid), () => register(trial, invoice)];
          return Promise.all((index % 2 === 0 ? meet : meet.toReversed()).map((go) => go()));
        },
        { concurrency: LANES },
      );
      await expectAll(trial, others);
    },
  },
  {
    id: "race/parked-copies-and-registration",
    level: "MUST",
    profile: "state",
    claim: "Copies of a payment that waits, at one moment with the registration, grant once.",
    why: "The registration works off what waited while a copy is being applied: both of them grant.",
    source: "docs/target-contract.md#early-events",
    remedy: "Write what is granted by the invoice's key, and never add to it.",
    proof: { kills: "race/parked-applied-twice" },
    check: async (trial) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { buyer, invoice } = issue(trial);
        const paid = trial.announce({ do: "pay_invoice", invoice });
        await trial.settle(paid);
        const again = { ...paid, id: trial.freshId("evt") };
        const events = Array.from({ length: COPIES }, () => [paid, again]).flat();
        const [outcomes] = await Promise.all([
          hearTogether(trial, events),
          pMap([1, 2, 3, 4], () => register(trial, invoice), { concurrency: LANES }),
        ]);
        await settleRest(trial, events, outcomes);
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "race/registrations-together",
    level: "MUST",
    profile: "state",
    claim: "The same registration several times at one moment is a success each time.",
    why: "An app whose request timed out has two of them under way: the one that loses meets the unique constraint, as a 500 or a conflict with itself.",
    source: "docs/target-contract.md#registration",
    remedy: "Insert with `on conflict do nothing`, and compare afterwards.",
    proof: { kills: "race/registered-twice-is-an-error" },
    check: async (trial) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { buyer, invoice } = issue(trial);
        const registration = registrationFor(trial, invoice);
        trial.act({ do: "register", invoice });
        const statuses = await atOnce(() => registerInCrowd(trial, invoice, registration));
        for (const status of statuses) {
          expectAnswer(status, [200, 201], "one of several equal registrations at one moment");
        }
        await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "race/registrations-that-differ",
    level: "MUST",
    profile: "state",
    claim: "Of different registrations of an invoice at one moment one wins, and the others know.",
    why: "Two that both look before either writes are both told that theirs is in force, and one buyer pays for another.",
    source: "docs/target-contract.md#registration",
    remedy: "Let a unique constraint decide which is the first, and compare with that one.",
    proof: { kills: "race/last-registration-wins" },
    check: async (trial) => {
      for (let round = 0; round < ROUNDS; round += 1) await expectOneWinner(trial);
    },
  },
  {
    id: "race/flags-together",
    level: "MUST",
    profile: "state",
    claim: "A payment and an expiry at one moment are flagged, whichever was written first.",
    why: "Each of the two saw an invoice without the other: nobody has seen a payment that came too late.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: WRITE_FIRST,
    proof: { kills: "race/flags-what-it-saw" },
    check: async (trial) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const billed = await bill(trial);
        const { invoice } = billed;
        const expired = trial.announce({ do: "expire_invoice", invoice });
        const paid = trial.announce({ do: "pay_invoice", invoice });
        const events = round % 2 === 0 ? [expired, paid] : [paid, expired];
        await settleRest(trial, events, await hearTogether(trial, events));
        await trial.expectEntitlements(billed.buyer);
        await expectFlags(trial, billed);
      }
    },
  },
];

type Paid = Issued & { readonly paid: WebhookEvent };

function paidInvoices(trial: GwopTrial): readonly Paid[] {
  return Array.from({ length: INVOICES }, () => {
    const issued = issue(trial);
    const { invoice } = issued;
    return { ...issued, paid: trial.announce({ do: "pay_invoice", invoice }) };
  });
}

async function expectAll(trial: GwopTrial, stories: readonly Paid[]): Promise<void> {
  for (const { buyer } of stories) await trial.expectEntitlements(buyer);
}

/** Four times: more would wait for a connection. */
function atOnce<T>(go: (ordinal: number) => Promise<T>): Promise<readonly T[]> {
  return Promise.all([0, 1, 2, 3].map(go));
}

async function expectOneWinner(trial: GwopTrial): Promise<void> {
  const { invoice } = issue(trial);
  const registration = registrationFor(trial, invoice);
  const buyers = [0, 1, 2, 3].map(() => trial.freshId("buyer"));
  const statuses = await Promise.all(
    buyers.map((buyer_reference) =>
      registerInCrowd(trial, invoice, { ...registration, buyer_reference }),
    ),
  );
  const told = statuses.toSorted().join(", ");
  // 200 is what the winner gets that was put off only after it had been written.
  if (!/^20[01](, 409){3}$/.test(told)) {
    throw new Broken(
      `four different registrations at one moment: expected one 201 and 409 for the others, got ${told}`,
    );
  }
  await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
  for (const [index, buyer] of buyers.entries()) {
    const shown = await trial.readRecords(buyer);
    const access = shown.find(({ source }) => source === invoice)?.access ?? "none";
    const isWinner = statuses[index] !== 409;
    if ((access === "granted") !== isWinner) {
      const whose = isWinner ? "the registration that won" : "one that was refused";
      throw new Broken(`an invoice that was paid: the buyer of ${whose} is shown ${access}`);
    }
  }
}
