/**
 * What the target was sent and what it acknowledged: all that the oracles may go by.
 *
 * An object counts as heard of once an event about it was acknowledged.
 *
 * @module
 */

import type { Invoice } from "../providers/gwop/invoices.ts";
import { isInvoice } from "../providers/gwop/invoices.ts";
import { expectedOfInvoices } from "../providers/gwop/oracle.ts";
import { allowedRecords } from "../providers/proxy/along-the-way.ts";
import { expectedRecords } from "../providers/proxy/oracle.ts";
import type { WebhookEvent } from "../simulator/event.ts";
import { statesOf, type World } from "../simulator/world.ts";
import type { Policy } from "../target/policy.ts";
import type { ExpectedRecord } from "./expected-record.ts";

export type Hearing = {
  readonly sent: (event: WebhookEvent) => void;
  readonly acknowledged: (event: WebhookEvent) => void;
  readonly ofInvoice: (id: string) => readonly Invoice[];
  /** What a buyer must have, once everything that was sent was acknowledged. */
  readonly expected: (buyer: string, policy: Policy) => readonly ExpectedRecord[];
  /** Of each object, every record that may be shown while something is still under way. */
  readonly allowed: (
    buyer: string,
    policy: Policy,
  ) => ReadonlyMap<string, readonly ExpectedRecord[]>;
};

export function createHearing(world: () => World): Hearing {
  const attempted = new Set<string>();
  /** Object id -> the newest of its states that was announced. */
  const acknowledged = new Map<string, number>();
  const attemptedInvoices = new Map<string, Set<Invoice>>();
  const heardInvoices = new Map<string, Set<Invoice>>();

  const ofInvoice = (id: string): readonly Invoice[] => [...(heardInvoices.get(id) ?? [])];

  return {
    sent: ({ data: { object } }) => {
      if (isInvoice(object)) return add(attemptedInvoices, object);
      attempted.add(object.id);
    },
    acknowledged: ({ data: { object } }) => {
      if (isInvoice(object)) return add(heardInvoices, object);
      const states = statesOf(world(), object.id) ?? [];
      const announced = states.findIndex(({ updated_at, status }) => {
        return updated_at === object.updated_at && status === object.status;
      });
      acknowledged.set(object.id, Math.max(announced, acknowledged.get(object.id) ?? 0));
    },
    ofInvoice,
    expected: (buyer, policy) => [
      ...expectedRecords(world(), new Set(acknowledged.keys()), buyer, policy),
      ...expectedOfInvoices(world(), buyer, ofInvoice),
    ],
    allowed: (buyer, policy) => {
      const allowed = new Map(allowedRecords(world(), { attempted, acknowledged }, buyer, policy));
      const possibly = (id: string) => [...(attemptedInvoices.get(id) ?? []), ...ofInvoice(id)];
      for (const record of [
        ...expectedOfInvoices(world(), buyer, ofInvoice),
        ...expectedOfInvoices(world(), buyer, possibly),
      ]) {
        allowed.set(record.source, [...(allowed.get(record.source) ?? []), record]);
      }
      return allowed;
    },
  };
}

function add(invoices: Map<string, Set<Invoice>>, invoice: Invoice): void {
  invoices.set(invoice.id, (invoices.get(invoice.id) ?? new Set()).add(invoice));
}
