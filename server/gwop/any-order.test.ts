import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  buyerOf,
  deliver,
  eventOf,
  newInvoice,
  openReceiver,
  register,
  rowOf,
  type TestInvoice,
} from "./testing.ts";

const { receiver, sql } = await openReceiver();

const TYPES = ["invoice.paid", "invoice.expired", "invoice.canceled"] as const;

type Step = (typeof TYPES)[number] | "registration";

/** The four steps in every order: the six of the events, with the registration in each of four places. */
const ORDERS: readonly (readonly Step[])[] = permute([...TYPES, "registration"]);

const VERSIONS = {
  "given, the payment's lowest": { paid: 1, expired: 2, canceled: 3, flags: [] },
  "given, the payment's highest": { paid: 3, expired: 1, canceled: 2, flags: ["paid_after_final"] },
  tied: { paid: 1, expired: 1, canceled: 1, flags: ["paid_after_final"] },
  missing: { paid: null, expired: null, canceled: null, flags: ["paid_after_final"] },
} as const;

describe("an invoice of which a payment and both endings are heard", () => {
  for (const [versions, { paid, expired, canceled, flags }] of Object.entries(VERSIONS)) {
    const versionOf = {
      "invoice.paid": paid,
      "invoice.expired": expired,
      "invoice.canceled": canceled,
    };

    test(`ends the same in each of ${ORDERS.length} orders, versions ${versions}`, async () => {
      assert.equal(ORDERS.length, 24);
      for (const order of ORDERS) {
        const invoice = newInvoice();
        for (const step of order) {
          const request =
            step === "registration"
              ? register(invoice)
              : deliver(eventOf(invoice, step, { version: versionOf[step] }));
          assert.ok((await receiver.fetch(request)).ok);
        }
        const rows = await receiver.entitlementsOf(buyerOf(invoice));
        assert.deepEqual(rows, [rowOf(invoice, "granted", flags)], order.join());
        await checkLog(invoice);
      }
    });
  }
});

/** One initial grant, and it is the first row that grants: units are handed out from no other. */
async function checkLog({ invoiceId }: TestInvoice): Promise<void> {
  const log = await sql<{ access: string; initial_grant: boolean }[]>`
    select access, initial_grant from change where source = ${invoiceId} order by id
  `;
  const granted = log.findIndex(({ access }) => access === "granted");
  assert.deepEqual(
    log.flatMap(({ initial_grant }, index) => (initial_grant ? [index] : [])),
    [granted],
  );
}

function permute<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length === 0) return [[]];
  return all.flatMap((first) =>
    permute(all.filter((other) => other !== first)).map((rest) => [first, ...rest]),
  );
}
