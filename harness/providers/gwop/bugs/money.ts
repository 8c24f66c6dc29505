/** Receivers that count money wrongly. @module */

import type { GwopBug } from "../receiver/parts.ts";
import { readingData } from "./bend.ts";

const USDC = 1_000_000n;

export const gwopMoneyMutants: readonly GwopBug[] = [
  {
    name: "entitlement/any-payment-grants",
    bug: "It grants on every payment, however small.",
    parts: (correct) => ({
      ...correct,
      complete: (state, invoice, parts) => ({
        ...correct.complete(state, invoice, parts),
        status: state.status,
      }),
    }),
  },
  {
    name: "entitlement/short-not-flagged",
    bug: "It keeps a payment that is too small to itself.",
    parts: (correct) => ({
      ...correct,
      flagsOf: (told, invoice) =>
        correct.flagsOf(told, invoice).filter((flag) => flag !== "paid_short"),
    }),
  },
  {
    name: "entitlement/more-than-the-base",
    bug: "It demands more than the amount that was asked for.",
    parts: (correct) => ({
      ...correct,
      complete: (state, invoice, parts) =>
        correct.complete(state, { ...invoice, amount: invoice.amount + 1n }, parts),
    }),
  },
  {
    name: "entitlement/amounts-as-doubles",
    bug: "It compares amounts as doubles.",
    parts: (correct) => ({
      ...correct,
      complete: (state, invoice, parts) => {
        const { bill } = state;
        if (bill === undefined) return correct.complete(state, invoice, parts);
        const asked = { ...invoice, amount: asDouble(invoice.amount) };
        const told = { ...state, bill: { ...bill, amount: asDouble(bill.amount) } };
        return { ...correct.complete(told, asked, parts), bill };
      },
    }),
  },
  {
    name: "entitlement/numbers-refused",
    bug: "It refuses an amount that is a number.",
    parts: (correct) => ({
      ...correct,
      amountOf: (value) => (typeof value === "number" ? null : correct.amountOf(value)),
    }),
  },
  {
    name: "entitlement/any-currency",
    bug: "It never looks at the currency.",
    parts: (correct) => ({
      ...correct,
      snapshotOf: readingData(correct, (fields) => ({ ...fields, currency: "USDC" })),
    }),
  },
  {
    name: "entitlement/quantity-from-the-amount",
    bug: "It grants a unit for each USDC that was paid.",
    parts: (correct) => ({
      ...correct,
      complete: (state, invoice, parts) => ({
        ...correct.complete(state, invoice, parts),
        quantity: Number((state.bill?.amount ?? 0n) / USDC),
      }),
    }),
  },
];

function asDouble(amount: bigint): bigint {
  return BigInt(Number(amount));
}
