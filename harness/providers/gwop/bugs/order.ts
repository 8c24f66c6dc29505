/** Receivers that let the last event have the last word, or the first one. @module */

import type { Bill, GwopBug, GwopParts, GwopState } from "../receiver/parts.ts";
import { envelopeIn } from "./bend.ts";

const CLOSED = ["expired", "cancelled"];

export const gwopOrderMutants: readonly GwopBug[] = [
  {
    name: "order/last-arrival-wins",
    bug: "It writes the state of whatever event comes last.",
    parts: (correct) => ({ ...correct, compare: () => 1 }),
  },
  {
    name: "order/late-expired-takes-back",
    bug: "It takes a paid invoice back when it hears that it has expired.",
    parts: (correct) => ({
      ...correct,
      compare: (a, b) => (a.status === "expired" ? 1 : correct.compare(a, b)),
    }),
  },
  {
    name: "order/late-canceled-takes-back",
    bug: "It takes a paid invoice back when it hears that it was canceled.",
    parts: (correct) => ({
      ...correct,
      compare: (a, b) => (a.status === "cancelled" ? 1 : correct.compare(a, b)),
    }),
  },
  {
    name: "order/final-is-final",
    bug: "It never leaves a state that it takes for the last one.",
    parts: (correct) => ({
      ...correct,
      compare: (a, b) => (CLOSED.includes(b.status) ? -1 : correct.compare(a, b)),
    }),
  },
  {
    name: "order/ties-dropped",
    bug: "It drops an event whose version is not above the one that it holds.",
    parts: (correct) => ({
      ...correct,
      process: droppingOld(
        correct,
        (version, newest) => version !== undefined && version <= newest,
      ),
    }),
  },
  {
    name: "order/missing-version-is-old",
    bug: "It drops an event without a version where it has heard of the invoice before.",
    parts: (correct) => ({
      ...correct,
      process: droppingOld(correct, (version) => version === undefined),
    }),
  },
  {
    name: "order/higher-version-wins",
    bug: "It keeps the state of the highest version, be it paid or not.",
    parts: (correct) => {
      const versions = new WeakMap<Bill, number>();
      const versionOf = ({ bill }: GwopState) =>
        bill === undefined ? undefined : versions.get(bill);
      return {
        ...correct,
        readEvent: (verified, context) => {
          const event = correct.readEvent(verified, context);
          const { event_version: version } = envelopeIn(correct, verified.body);
          if (typeof event !== "string" && event.snapshot?.bill && typeof version === "number") {
            versions.set(event.snapshot.bill, version);
          }
          return event;
        },
        compare: (a, b) => {
          const [one, other] = [versionOf(a), versionOf(b)];
          const isTold = one !== undefined && other !== undefined && one !== other;
          return isTold ? one - other : correct.compare(a, b);
        },
      };
    },
  },
  {
    name: "order/late-payment-not-flagged",
    bug: "It grants a payment that came too late without a word.",
    parts: (correct) => ({
      ...correct,
      flagsOf: (told, invoice) =>
        correct.flagsOf(told, invoice).filter((flag) => flag !== "paid_after_final"),
    }),
  },
  {
    name: "order/flags-by-arrival",
    bug: "It flags a late payment only if it had heard of the invoice's end before.",
    parts: (correct) => ({
      ...correct,
      flagsOf: (told, invoice) => {
        const paid = told.findLastIndex(({ status }) => status === "provisionable");
        return correct.flagsOf(told.slice(0, paid + 1), invoice);
      },
    }),
  },
  {
    name: "order/always-flags",
    bug: "It flags every payment as one that came too late.",
    parts: (correct) => ({
      ...correct,
      flagsOf: (told, invoice) => {
        const flags = correct.flagsOf(told, invoice);
        const isPaid = told.some(({ status }) => status === "provisionable");
        return isPaid ? [...new Set([...flags, "paid_after_final"])] : flags;
      },
    }),
  },
];

/** Keeps the newest version of each invoice, and takes an event for old by that. */
function droppingOld(
  correct: GwopParts,
  isOld: (version: number | undefined, newest: number) => boolean,
): GwopParts["process"] {
  const newestOf = new Map<string, number>();
  return async (event, verified, context) => {
    const id = event.snapshot?.bill?.invoiceId;
    if (id === undefined) return correct.process(event, verified, context);
    const { event_version: told } = envelopeIn(correct, verified.body);
    const version = typeof told === "number" ? told : undefined;
    const newest = newestOf.get(id);
    if (newest !== undefined && isOld(version, newest)) return "stale";
    newestOf.set(id, Math.max(newest ?? 0, version ?? 0));
    return correct.process(event, verified, context);
  };
}
