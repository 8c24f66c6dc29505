/** How much was granted, and until when. @module */

import type { ShownRecord } from "../../../target/shown-record.ts";
import { Broken } from "../../../target/verdict.ts";
import { fieldsOf } from "../../../trial/compare.ts";
import type { ExpectedRecord } from "../../../trial/expected-record.ts";
import { requireField } from "../../../trial/expecting.ts";
import { hear } from "../../../trial/stories.ts";
import type { LineItem } from "../objects.ts";
import type { ProxyEntry } from "../requirement.ts";
import { buy, open, subscribe } from "../stories.ts";

export const amounts: readonly ProxyEntry[] = [
  {
    id: "entitlement/quantity-of-several-lines",
    level: "MUST",
    profile: "state",
    claim: "Units are counted, not lines: lines of many, of one and of none.",
    why: "A line is not a unit. Seats come by the dozen in one line, and a line of none is a note.",
    source: "docs/target-contract.md#session",
    remedy: "Add up the quantities as they are, zero included.",
    proof: { kills: "entitlement/counts-lines" },
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial, undefined, linesOf([12, 0, 1, 250]));
      await trial.settle(provisionable);
      requireField(await trial.readRecords(buyer), "quantity");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/quantity-zero",
    level: "MUST",
    profile: "state",
    claim: "A purchase of no units grants access, and no units.",
    why: "`quantity || 1` makes one unit of none: access and units are two things.",
    source: "docs/target-contract.md#session",
    remedy: "Tell zero from absent: `??`, not `||`.",
    proof: { kills: "entitlement/zero-becomes-one" },
    check: async (trial) => {
      const { buyer, provisionable } = buy(trial, undefined, linesOf([0]));
      await trial.settle(provisionable);
      requireField(await trial.readRecords(buyer), "quantity");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/renewals-add-no-units",
    level: "MUST",
    profile: "state",
    claim: "A renewal extends the period, and grants no more of the units.",
    why: "The contract grants units once a session: added at each renewal, they double every month and at every redelivery.",
    source: "docs/target-contract.md#what-is-right",
    remedy: "Grant units by the session alone; let a subscription's record carry none.",
    proof: { kills: "entitlement/renewal-adds-units" },
    check: async (trial) => {
      const { buyer, session, subscription } = subscribe(trial);
      await trial.settle(trial.announce({ do: "make_provisionable", session }));
      requireField(await trial.readRecords(buyer), "quantity");
      for (const _month of [1, 2, 3]) {
        await trial.settle(trial.announce({ do: "renew", subscription }));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "entitlement/period",
    level: "MUST",
    profile: "state",
    claim: "A renewal extends access to the end of the new period.",
    why: "A period that is written at the first event and never again runs out on a buyer who pays.",
    source: "docs/target-contract.md#what-is-right",
    remedy: "Keep current_period_end with every state that is kept, not with the first one alone.",
    proof: { kills: "entitlement/first-period-stays" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      for (let month = 1; month <= 3; month += 1) {
        await trial.settle(trial.announce({ do: "renew", subscription }));
        requireField(await trial.readRecords(buyer), "access_until");
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "entitlement/period-finer-than-seconds",
    level: "SHOULD",
    profile: "state",
    claim: "The end of a period is shown with its milliseconds, where it has any.",
    why: "Cut to seconds, access ends a moment before what was paid for.",
    source: "docs/target-contract.md#the-probe",
    remedy: "Keep current_period_end in a type with fractions of a second, and show all of it.",
    proof: { kills: "entitlement/periods-in-whole-seconds" },
    check: async (trial) => {
      const { buyer, session } = open(trial);
      await trial.settle(trial.announce({ do: "pay", session }));
      const subscription = trial.freshId("psub");
      const terms = { session, subscription, trial: false, beyondMs: 678 };
      trial.act({ do: "start_subscription", ...terms });
      await trial.settle(trial.announce({ do: "renew", subscription }));
      await trial.expectEntitlements(buyer);
      expectWholeInstant(trial.expected(buyer), await trial.readRecords(buyer));
    },
  },
  {
    id: "entitlement/period-in-grace",
    level: "MUST",
    profile: "state",
    claim: "A scheduled cancellation leaves the end of the paid period where it was.",
    why: "The end is what the buyer has paid for: a cancellation is no reason to move it to today.",
    source: "docs/target-contract.md#what-is-right",
    remedy: "Take the end of access from current_period_end, not from the clock.",
    proof: { kills: "entitlement/schedule-cuts-the-period" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      const renewed = trial.announce({ do: "renew", subscription });
      const scheduled = trial.announce({ do: "schedule_cancellation", subscription });
      await hear(trial, [renewed, scheduled]);
      requireField(await trial.readRecords(buyer), "access_until");
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/renews",
    level: "MUST",
    profile: "state",
    claim: "Whether access renews is shown as Proxy's state has it.",
    why: "Shown as renewing, a buyer who left is asked nothing and expects nothing; shown as leaving, one who stays is courted.",
    source: "docs/target-contract.md#the-probe",
    remedy: "Write `renews` from cancel_at_period_end.",
    proof: { kills: "entitlement/always-renews" },
    check: async (trial) => {
      const { buyer, subscription } = subscribe(trial);
      for (const command of ["renew", "schedule_cancellation"] as const) {
        await trial.settle(trial.announce({ do: command, subscription }));
        requireField(await trial.readRecords(buyer), "renews");
        await trial.expectEntitlements(buyer);
      }
    },
  },
];

/** @throws {Broken} Unless the end of a period is shown to the millisecond. */
function expectWholeInstant(
  expected: readonly ExpectedRecord[],
  shown: readonly ShownRecord[],
): void {
  requireField(shown, "access_until");
  for (const record of expected) {
    const { accessUntil: until } = fieldsOf(record);
    const given = shown.find(({ source }) => source === record.source)?.access_until;
    if (until === null || typeof given !== "string") continue;
    if (Date.parse(given) !== Date.parse(until)) {
      throw new Broken(`${record.source}: expected access_until ${until}, shown ${given}`);
    }
  }
}

function linesOf(quantities: readonly number[]): readonly LineItem[] {
  return quantities.map((quantity, index) => ({
    id: `item_${index + 1}`,
    name: "Seat",
    amountMinor: 900,
    quantity,
  }));
}
