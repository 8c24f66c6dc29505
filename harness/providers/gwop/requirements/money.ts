/** Whether what was paid is enough: whole numbers of the right currency, compared exactly. @module */

import { expectEachRefused } from "../../../requirements/odd-delivery.ts";
import { expectAccepted } from "../../../trial/expect.ts";
import { requireField } from "../../../trial/expecting.ts";
import { expectFlags } from "../flags.ts";
import type { GwopEntry } from "../requirement.ts";
import { paying, retold } from "../retelling.ts";
import { bill, billAndPay } from "../stories.ts";
import { BASE_AMOUNT } from "../verbs.ts";

const WHOLE =
  "Read amount_usdc as a whole number of any size (`BigInt`, `numeric`), and compare it with the base amount.";

/** 2^53 + 1, the first whole number that no double can hold: the nearest is one less. */
const BEYOND_DOUBLES = "9007199254740993";

export const gwopMoney: readonly GwopEntry[] = [
  {
    id: "entitlement/paid-short",
    level: "MUST",
    profile: "state",
    claim: "A payment below the amount that was asked for grants nothing.",
    why: "Who looks at the type alone sells everything for the smallest amount that can be sent.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: WHOLE,
    proof: { kills: "entitlement/any-payment-grants" },
    check: async (trial) => {
      const { buyer, invoice } = await bill(trial);
      const short = trial.announce({ do: "pay_invoice_short", invoice });
      await trial.settle(short);
      await trial.expectEntitlements(buyer);
      await trial.settle({ ...paying(short, "1"), id: trial.freshId("evt") });
      await trial.expectEntitlements(buyer);
      // Once: a receiver may well refuse to call nothing a payment.
      await trial.deliver({ event: { ...paying(short, "0"), id: trial.freshId("evt") } });
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/paid-short-flagged",
    level: "MUST",
    profile: "state",
    claim: "A payment below the amount that was asked for is flagged paid_short.",
    why: "Somebody has paid and gets nothing: without a flag nobody gives the money back, nor asks for the rest.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: "Show the record as unavailable, with the flag paid_short.",
    proof: { kills: "entitlement/short-not-flagged" },
    check: async (trial) => {
      const billed = await bill(trial);
      const { invoice } = billed;
      await trial.settle(trial.announce({ do: "pay_invoice_short", invoice }));
      await trial.expectEntitlements(billed.buyer);
      await expectFlags(trial, billed);
    },
  },
  {
    id: "entitlement/paid-exactly",
    level: "MUST",
    profile: "state",
    claim: "A payment of exactly the amount that was asked for grants.",
    why: "`>` where `>=` is meant, or a fee of one's own added to the base, turns away who has paid in full.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: WHOLE,
    proof: { kills: "entitlement/more-than-the-base" },
    check: async (trial) => {
      for (const base_amount of [BASE_AMOUNT, BEYOND_DOUBLES]) {
        const { buyer, paid } = await billAndPay(trial, { base_amount });
        await trial.settle(paying(paid, base_amount));
        await trial.expectEntitlements(buyer);
      }
    },
  },
  {
    id: "entitlement/amounts-beyond-doubles",
    level: "MUST",
    profile: "state",
    claim: "Amounts above 2^53 are compared to the last digit.",
    why: `As doubles ${BEYOND_DOUBLES} and one less are the same number: a payment that is short looks like a full one.`,
    source: "docs/target-contract.md#gwops-events",
    remedy: WHOLE,
    proof: { kills: "entitlement/amounts-as-doubles" },
    check: async (trial) => {
      const { buyer, invoice } = await bill(trial, { base_amount: BEYOND_DOUBLES });
      await trial.settle(trial.announce({ do: "pay_invoice_short", invoice }));
      await trial.expectEntitlements(buyer);
      const tenfold = await bill(trial, { base_amount: "10000000" });
      const { invoice: second } = tenfold;
      const paid = trial.announce({ do: "pay_invoice", invoice: second });
      // As text it is the larger one.
      await trial.settle(paying(paid, "9999999"));
      await trial.expectEntitlements(tenfold.buyer);
    },
  },
  {
    id: "entitlement/amount-as-number",
    level: "MUST",
    profile: "state",
    claim: "An amount that is a JSON number, as in older documents, counts like the same digits.",
    why: "A sender that is rolled back for an hour sends the older form: a payment that is refused for it is a buyer without the goods.",
    source: "docs/target-contract.md#gwops-events",
    remedy: "Accept a whole number that is exact as well as digits, and make one type of both.",
    proof: { kills: "entitlement/numbers-refused" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      const data = { amount_usdc: Number(BASE_AMOUNT) };
      const event = paying(paid, BASE_AMOUNT);
      expectAccepted(await trial.deliver({ ...retold(paid, { data }), event }), "a number");
      await trial.expectEntitlements(buyer);

      const short = await billAndPay(trial);
      const less = { amount_usdc: Number(BASE_AMOUNT) - 1 };
      const tooLittle = paying(short.paid, String(less.amount_usdc));
      await trial.deliver({ ...retold(short.paid, { data: less }), event: tooLittle });
      await trial.expectEntitlements(short.buyer);
    },
  },
  {
    id: "envelope/amount-not-digits",
    level: "MUST",
    profile: "state",
    claim: "An amount that is not a whole number in digits is refused.",
    why: 'Converters are generous: `Number("1e6")` is the full price, `Number(" 1")` a number, and `Number(null)` zero; what they make of it is a guess about money.',
    source: "docs/target-contract.md#gwops-events",
    remedy: "Match the text against `^[0-9]+$` before it is converted, and refuse the rest.",
    proof: { kills: "envelope/amounts-read-leniently" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      for (const amount_usdc of NO_AMOUNTS) {
        const what = `an amount_usdc of ${JSON.stringify(amount_usdc)}`;
        const envelope = { event_id: trial.freshId("evt") };
        const delivery = retold(paid, { envelope, data: { amount_usdc } });
        await expectEachRefused(trial, { [what]: delivery });
      }
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/other-currency",
    level: "MUST",
    profile: "state",
    claim: "A payment in another currency than USDC grants nothing.",
    why: "A million of something else may be worth nothing: an amount without its currency is no price.",
    source: "docs/target-contract.md#gwops-events",
    remedy: "Compare the currency before the amount.",
    proof: { kills: "entitlement/any-currency" },
    check: async (trial) => {
      const { buyer, paid } = await billAndPay(trial);
      for (const currency of ["USDT", "EURC", "", null]) {
        const envelope = { event_id: trial.freshId("evt") };
        await trial.deliver(retold(paid, { envelope, data: { currency } }));
        await trial.expectEntitlements(buyer);
      }
      await trial.settle(paid);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "entitlement/amount-is-not-the-quantity",
    level: "MUST",
    profile: "state",
    claim: "The units granted are those of the registered items, whatever was paid for them.",
    why: "Units counted from the amount sell one for every USDC: the fee is a gift, and a discount a loss.",
    source: "docs/target-contract.md#an-invoices-record",
    remedy: "Take the quantity from the registration.",
    proof: { kills: "entitlement/quantity-from-the-amount" },
    check: async (trial) => {
      const terms = { items: ITEMS, base_amount: "40000000" };
      const { buyer, paid } = await billAndPay(trial, terms);
      await trial.settle(paying(paid, "55000000"));
      requireField(await trial.readRecords(buyer), "quantity");
      await trial.expectEntitlements(buyer);
    },
  },
];

const NO_AMOUNTS = ["1000000.5", "-1", "1e6", "", " 1", "1000000 ", "0x989680", null, 1000000.5];

const ITEMS = [
  { id: "item_1", quantity: 2 },
  { id: "item_2", quantity: 5 },
] as const;
