/** Receivers that give an invoice's goods to others, or call them by another name. @module */

import { inboxOf } from "../../../mutants/disk.ts";
import { invoiceOf } from "../receiver/events.ts";
import type { GwopBug, GwopStorage } from "../receiver/parts.ts";
import { readingData } from "./bend.ts";

export const gwopBuyerMutants: readonly GwopBug[] = [
  {
    name: "entitlement/provider-is-proxy",
    bug: "It says of every record that it is Proxy's.",
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) =>
        correct.show(disk, buyer, context).map((row) => ({ ...row, provider: "proxy" as const })),
    }),
  },
  {
    name: "entitlement/hides-the-other-sender",
    bug: "It shows the records of one sender only.",
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) =>
        correct.show(disk, buyer, context).filter(({ provider }) => provider === "gwop"),
    }),
  },
  {
    name: "dedupe/inbox-without-sender",
    bug: "It keys its inbox by the event's id alone, whoever sent it.",
    parts: (correct) => ({
      ...correct,
      apply: (key, state, context) => {
        const transact: GwopStorage["transact"] = (work) =>
          context.storage.transact((disk) => work({ ...disk, inbox: inboxOf(disk, "proxy") }));
        return correct.apply(key, state, { ...context, storage: { transact } });
      },
    }),
  },
  {
    name: "entitlement/source-is-the-public-id",
    bug: "It shows an invoice's public id for the record's source.",
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) =>
        correct.show(disk, buyer, context).map((row) => ({
          ...row,
          source: disk.invoices.get(row.source)?.publicId ?? row.source,
        })),
    }),
  },
  {
    name: "entitlement/shows-everyone",
    bug: "It shows the invoices of all buyers to each of them.",
    parts: (correct) => ({
      ...correct,
      show: (disk, _buyer, context) => {
        const buyers = new Set([...disk.entitlements.values()].map(({ state }) => state.buyer));
        return [...buyers].flatMap((buyer) => correct.show(disk, buyer, context));
      },
    }),
  },
  {
    name: "entitlement/any-event-grants",
    bug: "It takes every event about an invoice for its payment.",
    parts: (correct) => ({
      ...correct,
      snapshotOf: (data, { kind }, context) =>
        readingData(correct, (fields) => ({ ...fields, status: "PAID" }))(
          data,
          { kind, type: "invoice.paid" },
          context,
        ),
    }),
  },
  {
    name: "entitlement/keyed-by-buyer",
    bug: "It does to all invoices of a buyer what an event says of one.",
    parts: (correct) => ({
      ...correct,
      write: (disk, state, context) => {
        const outcome = correct.write(disk, state, context);
        const invoice = invoiceOf(disk, state, correct);
        const held = disk.entitlements.get(invoice?.id ?? "");
        for (const { id, buyer } of disk.invoices.values()) {
          if (held === undefined || buyer !== invoice?.buyer) continue;
          disk.entitlements.set(id, { ...held, state: { ...held.state, id } });
        }
        return outcome;
      },
    }),
  },
];
