/** Receivers that mishandle what comes before its invoice is registered. @module */

import { json } from "../../../mutants/answers.ts";
import { addingUnits } from "../../../mutants/bugs/bend.ts";
import { fieldsOf } from "../../../mutants/envelope.ts";
import { invoiceOf } from "../receiver/events.ts";
import type { GwopBug, GwopState } from "../receiver/parts.ts";
import { adoptingBy, asPaid, writeOnly } from "./bend.ts";

class UnknownInvoice extends Error {
  override readonly name = "UnknownInvoice";
}

export const gwopParkedMutants: readonly GwopBug[] = [
  {
    name: "state/unknown-invoice-refused",
    bug: "It answers 404 to an event about an invoice that it does not know.",
    parts: (correct) => ({
      ...correct,
      write: (disk, state, context) => {
        if (invoiceOf(disk, state, correct) === undefined) throw new UnknownInvoice();
        return correct.write(disk, state, context);
      },
      apply: async (key, state, context) => {
        // All of it or none: what is refused must not stay in the inbox.
        try {
          return await correct.apply(key, state, context);
        } catch (error) {
          await context.storage.transact(({ inbox }) => inbox.delete(key));
          throw error;
        }
      },
      answerError: (error) =>
        error instanceof UnknownInvoice
          ? json(404, { error: "invoice_unknown" })
          : correct.answerError(error),
    }),
  },
  {
    name: "state/unknown-invoice-dropped",
    bug: "It acknowledges an event about an invoice that it does not know, and forgets it.",
    parts: (correct) => ({
      ...correct,
      write: (disk, state, context) =>
        invoiceOf(disk, state, correct) === undefined
          ? "unchanged"
          : correct.write(disk, state, context),
    }),
  },
  {
    name: "state/anything-parked-grants",
    bug: "It takes whatever waits for a registration for a payment.",
    parts: (correct) => ({
      ...correct,
      adopt: (disk, invoice, context) => {
        const told = disk.told.map((state) => asPaid(state, invoice.amount));
        correct.adopt({ ...disk, told }, invoice, context);
      },
    }),
  },
  {
    name: "state/buyer-from-the-event",
    bug: "It grants to the merchant_reference of an event whose invoice it does not know.",
    parts: (correct) => ({
      ...correct,
      snapshotOf: (data, about, context) => {
        const snapshot = correct.snapshotOf(data, about, context);
        const buyer = fieldsOf(data)?.["merchant_reference"];
        return snapshot !== null && typeof buyer === "string" ? { ...snapshot, buyer } : snapshot;
      },
      write: (disk, state, context) => {
        const outcome = correct.write(disk, state, context);
        const isUnknown = invoiceOf(disk, state, correct) === undefined;
        return isUnknown && state.buyer !== ""
          ? writeOnly(disk, { ...state, quantity: 1 }, context)
          : outcome;
      },
    }),
  },
  {
    name: "dedupe/parked-copies-add",
    bug: "It adds up what the events say that waited for a registration.",
    parts: (correct) => ({ ...correct, adopt: adoptingBy(correct, addingUnits(correct)) }),
  },
  {
    name: "state/parked-in-memory",
    bug: "It keeps what waits for a registration in a variable.",
    parts: (correct) => {
      const waiting: GwopState[] = [];
      return {
        ...correct,
        write: (disk, state, context) => {
          if (invoiceOf(disk, state, correct) !== undefined) {
            return correct.write(disk, state, context);
          }
          waiting.push(state);
          return "unchanged";
        },
        adopt: (disk, invoice, context) => {
          disk.told.push(...waiting.splice(0));
          correct.adopt(disk, invoice, context);
        },
      };
    },
  },
];
