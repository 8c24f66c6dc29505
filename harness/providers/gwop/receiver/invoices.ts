/**
 * How the app tells of an invoice that it created, and what becomes of events that came before.
 *
 * @see docs/target-contract.md#registration; docs/target-contract.md#early-events
 * @module
 */

import { json } from "../../../mutants/answers.ts";
import { entitlement } from "../../../mutants/entitlement.ts";
import { fieldsOf } from "../../../mutants/envelope.ts";
import type { Answer } from "../../../mutants/passing.ts";
import type { GwopContext, GwopParts, Invoice, Kept } from "./parts.ts";

export const INVOICES_PATH = "/api/gwop/invoices";

type InvoiceParts =
  | "register"
  | "keep"
  | "adopt"
  | "isOperator"
  | "readRegistration"
  | "tables"
  | "answerApp"
  | "isSame"
  | "belongs"
  | "complete"
  | "flagsOf";

export const invoices: Pick<GwopParts, InvoiceParts> = {
  tables: () => ({ invoices: new Map(), told: [] }),

  answerApp: (incoming, context) => context.parts.register(incoming, context),

  register: async (incoming, context) => {
    const { parts, environment } = context;
    if (incoming.method !== "PUT") return json(405, { error: "method_not_allowed" });
    if (!parts.isOperator(incoming, environment)) return json(401, { error: "unauthorized" });
    const body = await parts.readBody(incoming, environment);
    const text = typeof body === "string" ? null : parts.decode(body);
    const id = decodeURIComponent(incoming.path.slice(`${INVOICES_PATH}/`.length));
    const invoice = text === null ? null : parts.readRegistration(id, parts.parse(text), context);
    if (invoice === null) return json(400, { error: "registration_malformed" });

    return ANSWERS[await parts.keep(invoice, context)];
  },

  keep: (invoice, context) =>
    context.storage.transact((disk) => {
      const { parts } = context;
      const held = disk.invoices.get(invoice.id);
      if (held !== undefined) return parts.isSame(held, invoice) ? "known" : "otherwise";
      disk.invoices.set(invoice.id, invoice);
      parts.adopt(disk, invoice, context);
      return "registered";
    }),

  adopt: (disk, invoice, context) => {
    const { parts } = context;
    for (const state of disk.told) {
      if (state.bill === undefined || !parts.belongs(state.bill, invoice)) continue;
      entitlement.write(disk, parts.complete(state, invoice, parts), context);
    }
  },

  isOperator: ({ headers }, { own }) =>
    headers.get("authorization")?.join() === `Bearer ${own["OPERATOR_TOKEN"]}`,

  readRegistration: (id, value, { parts }: GwopContext) => {
    const fields = fieldsOf(value);
    const publicId = fields?.["public_invoice_id"];
    const buyer = fields?.["buyer_reference"];
    const amount = fields?.["amount_usdc"];
    const items = itemsOf(fields?.["items"]);
    if (!parts.isId(id) || !parts.isId(publicId) || items === null) return null;
    if (typeof buyer !== "string" || buyer === "" || typeof amount !== "string") return null;
    const asked = parts.amountOf(amount);
    return asked === null ? null : { id, publicId, buyer, amount: asked, items };
  },

  isSame: (held, next) => spelled(held) === spelled(next),

  belongs: ({ invoiceId, publicId }, { id, publicId: registered }) => {
    const ids = [id, registered];
    return ids.includes(invoiceId) && (publicId === null || ids.includes(publicId));
  },

  complete: (state, { id, buyer, amount, items }, parts) => ({
    ...state,
    id,
    buyer,
    status:
      state.status === "provisionable" && (state.bill?.amount ?? 0n) < amount
        ? "failed"
        : state.status,
    quantity: parts.quantityOf({ lineItems: items }),
  }),

  flagsOf: (told, { amount }) => {
    const paid = told.filter(({ status }) => status === "provisionable");
    const isShort = paid.length > 0 && paid.every(({ bill }) => (bill?.amount ?? 0n) < amount);
    const isLate = paid.length > 0 && paid.length < told.length;
    return [...(isLate ? ["paid_after_final"] : []), ...(isShort ? ["paid_short"] : [])];
  },
};

const ANSWERS: Readonly<Record<Kept, Answer>> = {
  registered: json(201, { outcome: "registered" }),
  known: json(200, { outcome: "known" }),
  otherwise: json(409, { error: "registered_otherwise" }),
};

function itemsOf(value: unknown): Invoice["items"] | null {
  if (!Array.isArray(value)) return null;
  const items: { id: string; quantity: number }[] = [];
  for (const each of value) {
    const { id, quantity } = fieldsOf(each) ?? {};
    if (typeof id !== "string" || id === "") return null;
    if (typeof quantity !== "number" || !Number.isSafeInteger(quantity) || quantity < 1)
      return null;
    items.push({ id, quantity });
  }
  return items;
}

function spelled({ publicId, buyer, amount, items }: Invoice): string {
  return JSON.stringify([publicId, buyer, String(amount), items]);
}
