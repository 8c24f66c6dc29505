/** How the app registers an invoice: once, by itself, and without an effect of its own. @module */

import { expectAnswer, registrationFor } from "../registering.ts";
import type { Registration } from "../registration.ts";
import type { GwopEntry } from "../requirement.ts";
import { bill, billAndPay, issue } from "../stories.ts";
import { putInvoice, register, registryOf } from "../trial.ts";

export const gwopRegistration: readonly GwopEntry[] = [
  {
    id: "state/registration-repeated",
    level: "MUST",
    profile: "state",
    claim: "A registration is answered 201 when it is new, and 200 when it is the same again.",
    why: "An app whose first answer was lost registers again: a conflict there stops a checkout for nothing.",
    source: "docs/target-contract.md#registration",
    remedy:
      "Insert with `on conflict do nothing`; where nothing was inserted, compare with what is held.",
    proof: { kills: "state/registration-always-new" },
    check: async (trial) => {
      const { buyer, invoice } = issue(trial);
      const registration = registrationFor(trial, invoice);
      trial.act({ do: "register", invoice });
      expectAnswer(await putInvoice(trial, invoice, registration), [201], "a registration");
      for (const _again of [2, 3]) {
        const status = await putInvoice(trial, invoice, registration);
        expectAnswer(status, [200], "the same registration again");
      }
      await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/registration-keys-reordered",
    level: "MUST",
    profile: "state",
    claim: "A registration with its keys in another order is the same registration.",
    why: "Compared as text, the same terms from another version of the app are a conflict.",
    source: "docs/target-contract.md#registration",
    remedy: "Compare the terms field by field, or as `jsonb`.",
    proof: { kills: "state/registrations-compared-as-text" },
    check: async (trial) => {
      const { invoice } = await bill(trial);
      const { items, ...terms } = registrationFor(trial, invoice);
      const reordered = { items: items.map(reversed), ...reversed(terms) };
      const status = await putInvoice(trial, invoice, reordered);
      expectAnswer(status, [200], "the same registration with its keys in another order");
    },
  },
  {
    id: "state/registration-differs",
    level: "MUST",
    profile: "state",
    claim: "A registration on other terms is answered 409, and the first one stays in force.",
    why: "Whoever can overwrite a registration can make themselves the buyer, or the price smaller, of an invoice that another is paying.",
    source: "docs/target-contract.md#registration",
    remedy: "Never update a registration; compare, and refuse what differs.",
    proof: { kills: "state/registration-overwrites" },
    check: async (trial) => {
      const { buyer, invoice } = await bill(trial);
      const thief = trial.freshId("buyer");
      const registration = registrationFor(trial, invoice);
      const [first] = registration.items;
      const others: Readonly<Record<string, Partial<Registration>>> = {
        buyer_reference: { buyer_reference: thief },
        amount_usdc: { amount_usdc: "1" },
        public_invoice_id: { public_invoice_id: trial.freshId("inv") },
        "a quantity": { items: registration.items.map((item) => ({ ...item, quantity: 99 })) },
        "the number of items": { items: registration.items.slice(0, 1) },
        "an item's id": {
          items: registration.items.with(0, { quantity: 1, ...first, id: "item_9" }),
        },
      };
      for (const [what, terms] of Object.entries(others)) {
        const status = await putInvoice(trial, invoice, { ...registration, ...terms });
        expectAnswer(status, [409], `a registration with another value of ${what}`);
      }
      await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
      await trial.expectEntitlements(buyer);
      await trial.expectEntitlements(thief);
    },
  },
  {
    id: "state/registration-guarded",
    level: "MUST",
    profile: "state",
    claim: "Without the operator's token, or with a wrong one, nothing is registered: 401.",
    why: "Whoever may register names the buyer and the price: an open route gives away whatever anybody has paid for.",
    source: "docs/target-contract.md#registration",
    remedy: "Compare the bearer token, in constant time, before the body is read.",
    proof: { kills: "state/registration-is-open" },
    check: async (trial) => {
      const { buyer, invoice } = issue(trial);
      const registry = registryOf(trial);
      const registration = registrationFor(trial, invoice);
      for (const [how, authorization] of [
        ["without a token", null],
        ["with an empty token", "Bearer "],
        ["with a wrong token", "Bearer wrong"],
        ["with half a token", `Bearer ${registry.token.slice(0, -1)}`],
        ["with the token of another scheme", `Basic ${registry.token}`],
      ] as const) {
        const status = await putInvoice(trial, invoice, registration, authorization);
        expectAnswer(status, [401], `a registration ${how}`);
      }
      await trial.settle(trial.announce({ do: "pay_invoice", invoice }));
      await trial.expectEntitlements(buyer);
      const status = await putInvoice(trial, invoice, registration);
      expectAnswer(status, [201], "the first registration with the right token");
    },
  },
  {
    id: "state/registration-malformed",
    level: "SHOULD",
    profile: "state",
    claim: "A registration that lacks a field, or has nonsense in one, is refused.",
    why: "An amount that is missing is zero soon after, and everything is free; a quantity below zero takes away what others bought.",
    source: "docs/target-contract.md#registration",
    remedy: "Parse the registration into precise types before anything is kept of it.",
    proof: { kills: "state/registration-unread" },
    check: async (trial) => {
      const { invoice } = issue(trial);
      const registration = registrationFor(trial, invoice);
      for (const [what, terms] of Object.entries(NO_TERMS)) {
        const status = await putInvoice(trial, invoice, { ...registration, ...terms });
        expectAnswer(status, trial.sender.receiver.malformed, `a registration with ${what}`);
      }
      for (const [what, body] of Object.entries(NO_REGISTRATIONS)) {
        const status = await putInvoice(trial, invoice, body);
        expectAnswer(status, trial.sender.receiver.malformed, `${what} for a registration`);
      }
      const status = await putInvoice(trial, invoice, registration);
      expectAnswer(status, [201], "the first registration that is well formed");
    },
  },
  {
    id: "state/registration-grants-nothing",
    level: "MUST",
    profile: "state",
    claim: "A registration by itself grants nothing.",
    why: "It says what somebody may have once they have paid; until then nobody has.",
    source: "docs/target-contract.md#registration",
    remedy: "Grant on a payment only, and never on a registration that has none.",
    proof: { kills: "state/registration-grants" },
    check: async (trial) => {
      const { buyer, invoice } = await bill(trial);
      await trial.expectEntitlements(buyer);
      await register(trial, invoice);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "dedupe/registered-again-after-payment",
    level: "MUST",
    profile: "state",
    claim: "An invoice that is registered again after it was granted grants nothing more.",
    why: "Registering looks for what has arrived, and finds the payment each time.",
    source: "docs/target-contract.md#registration",
    remedy: "Write what is granted by the invoice's key, and never add to it.",
    proof: { kills: "dedupe/registering-adds" },
    check: async (trial) => {
      const { buyer, invoice, paid } = await billAndPay(trial);
      await trial.settle(paid);
      await register(trial, invoice);
      await trial.expectEntitlements(buyer);

      const second = issue(trial);
      await trial.settle(trial.announce({ do: "pay_invoice", invoice: second.invoice }));
      for (const _again of [1, 2, 3]) await register(trial, second.invoice);
      await trial.expectEntitlements(second.buyer);
    },
  },
];

function reversed(object: object): object {
  return Object.fromEntries(Object.entries(object).toReversed());
}

const NO_TERMS = {
  "no public_invoice_id": { public_invoice_id: undefined },
  "no buyer_reference": { buyer_reference: undefined },
  "an empty buyer_reference": { buyer_reference: "" },
  "no amount_usdc": { amount_usdc: undefined },
  "an empty amount_usdc": { amount_usdc: "" },
  "an amount_usdc with a fraction": { amount_usdc: "1.5" },
  "an amount_usdc below zero": { amount_usdc: "-1" },
  "no items": { items: undefined },
  "items that are no list": { items: { id: "item_1", quantity: 1 } },
  "an item without a quantity": { items: [{ id: "item_1" }] },
  "a quantity below zero": { items: [{ id: "item_1", quantity: -1 }] },
  "half a quantity": { items: [{ id: "item_1", quantity: 0.5 }] },
} as const;

const NO_REGISTRATIONS = { nothing: undefined, null: null, "a list": [], "a text": "invoice" };
