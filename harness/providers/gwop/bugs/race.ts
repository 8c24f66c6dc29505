/** Receivers that are right for one thing after the other, and wrong for two at once. @module */

import { setTimeout as wait } from "node:timers/promises";
import { json } from "../../../mutants/answers.ts";
import { grantOnceMore, withParts } from "../../../mutants/bugs/bend.ts";
import { Outage } from "../../../mutants/passing.ts";
import { invoiceOf } from "../receiver/events.ts";
import type { GwopBug, GwopDisk, GwopParts, Invoice, Kept } from "../receiver/parts.ts";
import { adoptingBy } from "./bend.ts";

/** How long a receiver takes between its look and its write: longer than two deliveries differ. */
const BETWEEN_MS = 20;

export const gwopRaceMutants: readonly GwopBug[] = [
  {
    name: "race/last-writer-wins",
    bug: "It looks at the state of an invoice, and writes a moment later what follows from that.",
    parts: (correct) => ({
      ...correct,
      apply: async (key, state, context) => {
        const held = await context.storage.transact((disk) =>
          state === null
            ? undefined
            : disk.entitlements.get(invoiceOf(disk, state, correct)?.id ?? ""),
        );
        await wait(BETWEEN_MS);
        const compare: typeof correct.compare = (next) =>
          held === undefined ? 1 : correct.compare(next, held.state);
        return correct.apply(key, state, withParts(context, { compare }));
      },
    }),
  },
  {
    name: "race/looks-before-parking",
    bug: "It looks whether an invoice is registered, and lets the event wait a moment later.",
    parts: (correct) => ({
      ...correct,
      apply: async (key, state, context) => {
        if (state === null) return correct.apply(key, state, context);
        const { transact } = context.storage;
        const isKnown = await transact((disk) => invoiceOf(disk, state, correct) !== undefined);
        if (isKnown) return correct.apply(key, state, context);
        await wait(BETWEEN_MS);
        return transact(({ inbox, told }) => {
          if (inbox.has(key)) return "duplicate";
          inbox.add(key);
          told.push(state);
          return "unchanged";
        });
      },
    }),
  },
  {
    name: "race/parked-applied-twice",
    bug: "It applies what waited a moment after the registration, whatever came in between.",
    parts: (correct) => ({
      ...correct,
      adopt: () => {},
      keep: async (invoice, context) => {
        const { transact } = context.storage;
        const kept = await correct.keep(invoice, context);
        if (kept !== "registered") return kept;
        const waiting = await transact(({ told }) => [...told]);
        await wait(BETWEEN_MS);
        let isFirst = true;
        const adopt = adoptingBy(correct, (held, next) => {
          if (!isFirst || next.access !== "granted") return correct.merge(held, next, context);
          isFirst = false;
          return grantOnceMore(held, next.state);
        });
        await transact((disk) => adopt({ ...disk, told: waiting }, invoice, context));
        return kept;
      },
    }),
  },
  {
    name: "dedupe/recorded-though-busy",
    bug: "It records an event, and puts it off where another one about its invoice is under way.",
    parts: (correct) => {
      const busy = new Set<string>();
      return {
        ...correct,
        apply: async (key, state, context) => {
          const id = state?.bill?.invoiceId ?? "";
          if (busy.has(id)) {
            const isNew = await context.storage.transact(
              ({ inbox }) => !inbox.has(key) && inbox.add(key),
            );
            if (isNew) throw new Outage("the invoice is locked");
            return "duplicate";
          }
          if (state !== null) busy.add(id);
          try {
            await wait(BETWEEN_MS);
            return await correct.apply(key, state, context);
          } finally {
            busy.delete(id);
          }
        },
      };
    },
  },
  {
    name: "race/registered-twice-is-an-error",
    bug: "It looks whether an invoice is registered, and fails a moment later if it is by then.",
    parts: (correct) => ({
      ...correct,
      register: (incoming, context) =>
        correct.register(incoming, context).catch(() => json(500, { error: "duplicate key" })),
      keep: keepingLate(correct, ({ invoices }, { id }) => {
        if (invoices.has(id)) throw new Error("duplicate key");
      }),
    }),
  },
  {
    name: "race/last-registration-wins",
    bug: "It looks whether an invoice is registered, and overwrites a moment later what came meanwhile.",
    parts: (correct) => ({
      ...correct,
      keep: keepingLate(correct),
    }),
  },
  {
    name: "race/flags-what-it-saw",
    bug: "It flags by what it saw of an invoice a moment before it wrote.",
    parts: (correct) => {
      const late = new Set<string>();
      return {
        ...correct,
        apply: async (key, state, context) => {
          if (state === null) return correct.apply(key, state, context);
          const { transact } = context.storage;
          const seen = await transact(({ told }) =>
            told.filter(({ bill }) => bill?.invoiceId === state.bill?.invoiceId),
          );
          await wait(BETWEEN_MS);
          const kinds = new Set([...seen, state].map(({ status }) => status === "provisionable"));
          if (kinds.size === 2) late.add(state.bill?.invoiceId ?? "");
          return correct.apply(key, state, context);
        },
        flagsOf: (told, invoice) =>
          correct
            .flagsOf(told, invoice)
            .filter((flag) => flag !== "paid_after_final" || late.has(invoice.id)),
      };
    },
  },
];

/**
 * Looks whether an invoice is registered, and writes a moment later as if that were still so.
 *
 * @param object Is asked just before.
 * @throws {Error} What it throws.
 */
function keepingLate(
  correct: GwopParts,
  object: (disk: GwopDisk, invoice: Invoice) => void = () => {},
): GwopParts["keep"] {
  return async (invoice, context) => {
    const { transact } = context.storage;
    const held = await transact(({ invoices }) => invoices.get(invoice.id));
    if (held !== undefined) return correct.keep(invoice, context);
    await wait(BETWEEN_MS);
    return transact((disk): Kept => {
      object(disk, invoice);
      disk.invoices.set(invoice.id, invoice);
      correct.adopt(disk, invoice, context);
      return "registered";
    });
  };
}
