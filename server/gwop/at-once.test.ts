import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { concludeInvoice } from "./invoice.ts";
import {
  BASE,
  buyerOf,
  deliver,
  eventOf,
  newInvoice,
  openReceiver,
  register,
  type TestInvoice,
} from "./testing.ts";

/** As many as race in production when several instances share a database. */
const CONNECTIONS = 24;

const INVOICES = 2;
const EVENTS_MAX = 8;
const REQUESTS_MAX = 32;

const { receiver, sql } = await openReceiver(CONNECTIONS);

type Known = {
  readonly invoice: number;
  readonly status: "PAID" | "EXPIRED" | "CANCELED";
  readonly amount: bigint;
  readonly version: number | null;
  readonly names: "both" | "invoice_id" | "public_id";
};

const TYPE = {
  PAID: "invoice.paid",
  EXPIRED: "invoice.expired",
  CANCELED: "invoice.canceled",
} as const;

const arbitraryEvent: fc.Arbitrary<Known> = fc.record(
  {
    invoice: fc.nat({ max: INVOICES - 1 }),
    status: fc.constantFrom("PAID", "PAID", "EXPIRED", "CANCELED"),
    amount: fc.constantFrom(BASE - 1n, BASE, BASE + 1n),
    version: fc.constantFrom(null, 1, 2, 3),
    names: fc.constantFrom("both", "invoice_id", "public_id"),
  },
  { noNullPrototype: true },
);

/** Events about few invoices; then requests: a number delivers that event, or registers an invoice. */
const arbitraryLoad = fc.record(
  {
    events: fc.array(arbitraryEvent, { minLength: 1, maxLength: EVENTS_MAX }),
    requests: fc.array(fc.integer({ min: -INVOICES, max: EVENTS_MAX - 1 }), {
      minLength: 1,
      maxLength: REQUESTS_MAX,
    }),
  },
  { noNullPrototype: true },
);

function spell({ status, amount, version, names }: Known, invoice: TestInvoice) {
  const ids = {
    both: {},
    invoice_id: { public_invoice_id: undefined },
    public_id: { invoice_id: invoice.publicInvoiceId, public_invoice_id: undefined },
  }[names];
  const data = { amount_usdc: String(amount), ...ids };
  return eventOf(invoice, TYPE[status], { version, data });
}

/**
 * The database schedules the race, so a failure here is proof and a hold is evidence. Many small
 * races on few invoices, each with fresh ids.
 */
describe("events, copies and registrations at once", () => {
  test("end in the fold of all that was heard, and in one initial grant where enough was paid", () =>
    fc.assert(
      fc.asyncProperty(arbitraryLoad, async ({ events, requests }) => {
        const invoices = Array.from({ length: INVOICES }, newInvoice);
        const known = events.flatMap((event) =>
          invoices
            .slice(event.invoice, event.invoice + 1)
            .map((invoice) => ({ ...event, invoice, wire: spell(event, invoice) })),
        );
        const delivered = new Set(
          requests.flatMap((index) => (index < 0 ? [] : [index % known.length])),
        );
        const answers = requests.flatMap((index) =>
          index < 0
            ? invoices.slice(-index - 1, -index).map((invoice) => register(invoice))
            : known
                .slice(index % known.length)
                .slice(0, 1)
                .map(({ wire }) => deliver(wire)),
        );
        for (const { ok } of await Promise.all(answers.map(receiver.fetch))) assert.ok(ok);

        for (const [position, invoice] of invoices.entries()) {
          const heard = known.filter((e, i) => e.invoice === invoice && delivered.has(i));
          await checkInvoice(invoice, heard, requests.includes(-position - 1));
        }
      }),
      { numRuns: 150 },
    ));
});

/** Compares what is stored of an invoice with what was sent about it. */
async function checkInvoice(
  invoice: TestInvoice,
  heard: readonly (Omit<Known, "invoice"> & { readonly wire: { readonly event_id: string } })[],
  isRegistered: boolean,
): Promise<void> {
  const source = invoice.invoiceId;
  const [held] = await sql<Readonly<Record<string, unknown>>[]>`
    select access, event_id, to_jsonb(version) as version, to_jsonb(flags) as flags
    from entitlement where source = ${source}
  `;
  const grants = await sql`select from change where source = ${source} and initial_grant`;
  const facts = heard.map(({ status, amount, version, wire }) => ({
    eventId: wire.event_id,
    status,
    amountUsdc: amount,
    eventVersion: version,
  }));
  const terms = { ...invoice, buyerReference: buyerOf(invoice), amountUsdc: BASE, items: [] };
  const conclusion = isRegistered ? concludeInvoice(terms, facts) : null;
  assert.deepEqual(
    held,
    conclusion === null
      ? undefined
      : {
          access: conclusion.entitlement.access,
          event_id: conclusion.eventId,
          version: [heard.length],
          flags: conclusion.entitlement.flags,
        },
  );
  // Told another way, so that the fold isn't compared with itself alone.
  const isPaid = heard.some(({ status, amount }) => status === "PAID" && amount >= BASE);
  assert.equal(grants.length, isRegistered && isPaid ? 1 : 0);
}
