/** Receivers that take a registration for something else than it is. @module */

import { json } from "../../../mutants/answers.ts";
import { addingUnits } from "../../../mutants/bugs/bend.ts";
import { fieldsOf } from "../../../mutants/envelope.ts";
import type { GwopBug, GwopParts, Invoice } from "../receiver/parts.ts";
import { adoptingBy } from "./bend.ts";

export const gwopRegistrationMutants: readonly GwopBug[] = [
  {
    name: "state/registration-always-new",
    bug: "It answers 201 to a registration that it has already.",
    parts: (correct) => ({
      ...correct,
      register: async (incoming, context) => {
        const answer = await correct.register(incoming, context);
        return answer.status === 200 ? json(201, { outcome: "registered" }) : answer;
      },
    }),
  },
  {
    name: "state/registrations-compared-as-text",
    bug: "It compares two registrations as they were spelled.",
    parts: (correct) => {
      const spelled = new WeakMap<Invoice, string>();
      return {
        ...correct,
        readRegistration: (id, value, context) => {
          const invoice = correct.readRegistration(id, value, context);
          if (invoice !== null) spelled.set(invoice, JSON.stringify(value));
          return invoice;
        },
        isSame: (held, next) => spelled.get(held) === spelled.get(next),
      };
    },
  },
  {
    name: "state/registration-overwrites",
    bug: "It keeps the latest registration of an invoice.",
    parts: (correct) => ({
      ...correct,
      keep: async (invoice, context) => {
        const kept = await correct.keep(invoice, context);
        if (kept !== "otherwise") return kept;
        await context.storage.transact(({ invoices }) => invoices.set(invoice.id, invoice));
        return "known";
      },
    }),
  },
  {
    name: "state/registration-is-open",
    bug: "It lets anybody register an invoice.",
    parts: (correct) => ({ ...correct, isOperator: () => true }),
  },
  {
    name: "state/registration-unread",
    bug: "It fills in what a registration lacks.",
    parts: (correct) => ({
      ...correct,
      readRegistration: (id, value, context) =>
        correct.readRegistration(id, value, context) ??
        correct.readRegistration(id, { ...DEFAULTS, ...usable(value, correct) }, context),
    }),
  },
  {
    name: "state/registration-grants",
    bug: "It grants an invoice as soon as it is registered, and takes it back by its events.",
    parts: (correct) => ({
      ...correct,
      adopt: (disk, invoice, context) => {
        correct.adopt(disk, invoice, context);
        if (disk.entitlements.has(invoice.id)) return;
        const { id, buyer, items } = invoice;
        const quantity = correct.quantityOf({ lineItems: items });
        const state = { ...OPEN, id, buyer, quantity };
        disk.entitlements.set(id, { state, access: "granted", quantity, grants: 1 });
      },
    }),
  },
  {
    name: "dedupe/registering-adds",
    bug: "It adds what it has heard of an invoice whenever that is registered again.",
    parts: (correct) => ({
      ...correct,
      keep: async (invoice, context) => {
        const kept = await correct.keep(invoice, context);
        const adoptMore = adoptingBy(correct, addingUnits(correct));
        if (kept === "known") {
          await context.storage.transact((disk) => adoptMore(disk, invoice, context));
        }
        return kept;
      },
    }),
  },
  {
    name: "state/registered-in-memory",
    bug: "It keeps registrations in a variable.",
    parts: (correct) => {
      let isFresh = true;
      return {
        ...correct,
        apply: async (key, state, context) => {
          if (isFresh) await context.storage.transact(({ invoices }) => invoices.clear());
          isFresh = false;
          return correct.apply(key, state, context);
        },
        keep: (invoice, context) => {
          isFresh = false;
          return correct.keep(invoice, context);
        },
      };
    },
  },
];

const DEFAULTS = {
  public_invoice_id: "inv_unknown",
  buyer_reference: "unknown",
  amount_usdc: "0",
  items: [{ id: "item", quantity: 1 }],
} as const;

/** Those of the fields that a registration could have as they are. */
function usable(value: unknown, correct: GwopParts): object {
  const { public_invoice_id, buyer_reference } = fieldsOf(value) ?? {};
  return {
    ...(correct.isId(public_invoice_id) ? { public_invoice_id } : {}),
    ...(correct.isId(buyer_reference) ? { buyer_reference } : {}),
  };
}

const OPEN = {
  provider: "gwop",
  kind: "session",
  status: "open",
  updatedAt: 0n,
  startedBy: null,
  cancelsAtPeriodEnd: false,
  periodEnd: null,
} as const;
