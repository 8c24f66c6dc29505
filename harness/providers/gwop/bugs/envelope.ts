/** Receivers that read Gwop's envelope too strictly, or not strictly enough. @module */

import { fieldsOf } from "../../../mutants/envelope.ts";
import type { GwopBug } from "../receiver/parts.ts";
import { envelopeIn, readingData } from "./bend.ts";

export const gwopEnvelopeMutants: readonly GwopBug[] = [
  {
    name: "envelope/version-required",
    bug: "It refuses an event without a version or a time.",
    parts: (correct) => ({
      ...correct,
      readEvent: (verified, context) => {
        const event = correct.readEvent(verified, context);
        if (typeof event === "string" || event.snapshot === null) return event;
        const { event_version: version, created_at: madeAt } = envelopeIn(correct, verified.body);
        return version === undefined || madeAt === undefined ? "event_malformed" : event;
      },
    }),
  },
  {
    name: "envelope/believes-the-type",
    bug: "It takes an event for what its type says, whatever the status in it.",
    parts: (correct) => ({
      ...correct,
      snapshotOf: (data, about, context) =>
        ["PAID", "EXPIRED", "CANCELED"]
          .map((status) => ({ ...fieldsOf(data), status }))
          .map((told) => correct.snapshotOf(told, about, context))
          .find((snapshot) => snapshot !== null) ?? null,
    }),
  },
  {
    name: "envelope/believes-the-status",
    bug: "It takes an event about an invoice for what its status says, whatever its type.",
    parts: (correct) => ({
      ...correct,
      kindOf: (type) => (type.startsWith("invoice.") ? "session" : null),
      snapshotOf: (data, { kind }, context) =>
        ["invoice.paid", "invoice.expired", "invoice.canceled"]
          .map((type) => correct.snapshotOf(data, { kind, type }, context))
          .find((snapshot) => snapshot !== null) ?? null,
    }),
  },
  {
    name: "envelope/cancelled-is-canceled",
    bug: "It takes invoice.cancelled for invoice.canceled.",
    parts: (correct) => {
      const meant = (type: string) => (type === "invoice.cancelled" ? "invoice.canceled" : type);
      return {
        ...correct,
        kindOf: (type) => correct.kindOf(meant(type)),
        snapshotOf: (data, { kind, type }, context) =>
          correct.snapshotOf(data, { kind, type: meant(type) }, context),
      };
    },
  },
  {
    name: "envelope/strict-data",
    bug: "It refuses data that has a field which the documents' example has not.",
    parts: (correct) => ({
      ...correct,
      snapshotOf: (data, about, context) =>
        Object.keys(fieldsOf(data) ?? {}).every((name) => IN_THE_EXAMPLE.has(name))
          ? correct.snapshotOf(data, about, context)
          : null,
    }),
  },
  {
    name: "envelope/payment-required",
    bug: "It has one schema for all types, and it is the payment's.",
    parts: (correct) => ({
      ...correct,
      snapshotOf: (data, about, context) =>
        fieldsOf(data)?.["payment_chain"] === undefined
          ? null
          : correct.snapshotOf(data, about, context),
    }),
  },
  {
    name: "envelope/amounts-read-leniently",
    bug: "It makes a number of whatever amount it is given.",
    parts: (correct) => ({
      ...correct,
      snapshotOf: readingData(correct, (fields) => {
        const amount = Number(fields["amount_usdc"]);
        const whole = Number.isFinite(amount) ? String(Math.max(0, Math.trunc(amount))) : "0";
        return { ...fields, amount_usdc: whole };
      }),
    }),
  },
];

const IN_THE_EXAMPLE: ReadonlySet<string> = new Set([
  "invoice_id",
  "public_invoice_id",
  "merchant_id",
  "status",
  "amount_usdc",
  "currency",
  "payment_chain",
  "paid_at",
  "payer_wallet",
]);
