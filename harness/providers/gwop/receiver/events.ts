/**
 * What is otherwise in a receiver of Gwop's webhooks: its names, its envelope, and who is right.
 *
 * @see docs/target-contract.md#gwops-events
 * @module
 */

import { setTimeout as wait } from "node:timers/promises";
import { routeBeside } from "../../../mutants/edge.ts";
import { entitlement } from "../../../mutants/entitlement.ts";
import { fieldsOf } from "../../../mutants/envelope.ts";
import { BASE } from "../../../mutants/receiver.ts";
import type { ObjectKind } from "../../../mutants/records.ts";
import { INVOICES_PATH } from "./invoices.ts";
import type { GwopDisk, GwopParts, GwopState, Invoice } from "./parts.ts";

type Own =
  | "names"
  | "route"
  | "kindOf"
  | "agreesWithHeaders"
  | "isForUs"
  | "snapshotOf"
  | "amountOf"
  | "resolve"
  | "write"
  | "shown"
  | "compare";

/** What a type tells, and the status of a session that means the same for access. */
const TYPES: ReadonlyMap<string, { readonly told: string; readonly status: string }> = new Map([
  ["invoice.paid", { told: "PAID", status: "provisionable" }],
  ["invoice.expired", { told: "EXPIRED", status: "expired" }],
  ["invoice.canceled", { told: "CANCELED", status: "cancelled" }],
]);

const KIND: ObjectKind = "session";

const WORK_MS = 2;

const WEBHOOK_PATH = "/api/gwop/webhook";
const routeOf = routeBeside(WEBHOOK_PATH);

export const gwop: Pick<GwopParts, Own> = {
  names: {
    provider: "gwop",
    webhookPath: WEBHOOK_PATH,
    about: "invoice_id",
    variables: { secrets: "GWOP_WEBHOOK_SECRET", tolerance: null },
    signature: "x-gwop-signature",
    id: "event_id",
    type: "event_type",
  },

  route: (incoming) => (incoming.path.startsWith(`${INVOICES_PATH}/`) ? "app" : routeOf(incoming)),

  kindOf: (type) => (TYPES.has(type) ? KIND : null),

  agreesWithHeaders: ({ headers }, { id, type }) =>
    (headers.get("x-gwop-event-id")?.join() ?? id) === id &&
    (headers.get("x-gwop-event-type")?.join() ?? type) === type,

  isForUs: (data, { own }) => {
    const merchant = fieldsOf(data)?.["merchant_id"];
    return merchant === undefined || merchant === own["GWOP_MERCHANT_ID"];
  },

  snapshotOf: (data, { type }, { parts }) => {
    const fields = fieldsOf(data);
    const meaning = TYPES.get(type);
    const amount = parts.amountOf(fields?.["amount_usdc"]);
    const invoiceId = fields?.["invoice_id"];
    const publicId = fields?.["public_invoice_id"] ?? null;
    if (fields === null || meaning === undefined || amount === null) return null;
    if (fields["status"] !== meaning.told || fields["currency"] !== "USDC") return null;
    if (typeof fields["merchant_id"] !== "string" || !parts.isId(invoiceId)) return null;
    if (publicId !== null && !parts.isId(publicId)) return null;
    return {
      ...BLANK,
      id: invoiceId,
      status: meaning.status,
      bill: { invoiceId, publicId, amount },
    };
  },

  // In older documents it is a number; beyond 2^53 that is some other number.
  amountOf: (value) => {
    if (typeof value === "number")
      return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : null;
    return typeof value === "string" && /^\d{1,78}$/.test(value) ? BigInt(value) : null;
  },

  // There is nobody to ask: what was signed is the evidence. It takes as long as a database would,
  // or a delivery would be answered before the next one of a race has come.
  resolve: async (snapshot) => {
    await wait(WORK_MS);
    return snapshot;
  },

  write: (disk, state, context) => {
    const { parts } = context;
    disk.told.push(state);
    const invoice = invoiceOf(disk, state, parts);
    if (invoice === undefined) return "unchanged";
    return entitlement.write(disk, parts.complete(state, invoice, parts), context);
  },

  shown: ({ state, ...entitlement }, disk, context) => {
    const row = BASE.shown({ state, ...entitlement }, disk, context);
    const invoice = disk.invoices.get(state.id);
    if (invoice === undefined) return row;
    const own = disk.told.filter(({ bill }) => bill && context.parts.belongs(bill, invoice));
    const flags = context.parts.flagsOf(own, invoice);
    return flags.length === 0 ? row : { ...row, flags };
  },

  // Money wins, whatever came first.
  compare: (a, b) => rankOf(a) - rankOf(b),
};

/** @returns The registered invoice that a state is of. */
export function invoiceOf(
  disk: GwopDisk,
  { bill }: GwopState,
  parts: GwopParts,
): Invoice | undefined {
  if (bill === undefined) return undefined;
  return [...disk.invoices.values()].find((invoice) => parts.belongs(bill, invoice));
}

const BLANK: Omit<GwopState, "id" | "status"> = {
  provider: "gwop",
  kind: KIND,
  buyer: "",
  updatedAt: 0n,
  quantity: null,
  startedBy: null,
  cancelsAtPeriodEnd: false,
  periodEnd: null,
};

const LAST_WORDS = ["failed", "provisionable"];

/** Enough money has the last word, and too little of it the one before: both beat a closing. */
function rankOf({ status }: GwopState): number {
  return LAST_WORDS.indexOf(status);
}
