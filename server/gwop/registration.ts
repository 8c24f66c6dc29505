/**
 * What the app says of an invoice that it created: whose it is, and what it is for.
 *
 * A field that we don't know is refused: a misspelt one would be taken for one that is missing, and
 * a new one for a promise that we keep.
 *
 * @module
 */

import { z } from "zod";
import { parseJson } from "../json.ts";
import { id, text } from "../wire-formats.ts";
import type { Invoice } from "./invoice.ts";
import { amount, PUBLIC_ID_PREFIX, publicInvoiceId } from "./wire-formats.ts";

const terms = z.strictObject({
  public_invoice_id: publicInvoiceId,
  buyer_reference: text.min(1),
  amount_usdc: amount,
  items: z
    .array(z.strictObject({ id, quantity: z.int().min(1) }))
    .min(1)
    .refine((items) =>
      Number.isSafeInteger(items.reduce((sum, { quantity }) => sum + quantity, 0)),
    ),
});

type Field = keyof typeof terms.shape;

const EXPECTED: Readonly<Record<Field, string>> = {
  public_invoice_id: `expected the id of Gwop's that starts with ${PUBLIC_ID_PREFIX}`,
  buyer_reference: "expected text, as you name the buyer elsewhere",
  amount_usdc: 'expected what you asked for, in millionths of a USDC, as text of digits: "1000000"',
  items:
    'expected a list of { "id", "quantity" }, at least one, each quantity a whole number above 0',
};

const EXPECTED_ID = `expected Gwop's UUID; one that starts with ${PUBLIC_ID_PREFIX} only where it is the public_invoice_id too`;

export type Registration =
  | { readonly ok: true; readonly invoice: Invoice }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * @param givenId The id that the route was asked for by.
 * @returns The invoice, or everything that is wrong with it, each with what was expected.
 */
export function parseRegistration(givenId: string, body: Uint8Array): Registration {
  const json = parseJson(body);
  const parsed = terms.safeParse(json);
  const problems = [
    ...(isInvoiceId(givenId, parsed.data) ? [] : [`invoice_id: ${EXPECTED_ID}`]),
    ...(parsed.success ? [] : explain(json, parsed.error)),
  ];
  return parsed.success && problems.length === 0
    ? { ok: true, invoice: toInvoice(givenId, parsed.data) }
    : { ok: false, problems };
}

/** In older documents an invoice has its public id alone, and no UUID. */
function isInvoiceId(givenId: string, given: z.infer<typeof terms> | undefined): boolean {
  const isPublicId = givenId.startsWith(PUBLIC_ID_PREFIX);
  const isAlone = given === undefined || given.public_invoice_id === givenId;
  return id.safeParse(givenId).success && (!isPublicId || isAlone);
}

function explain(json: unknown, { issues }: z.ZodError): readonly string[] {
  const fields = `{ ${Object.keys(terms.shape).join(", ")} }`;
  if (typeof json !== "object" || json === null) {
    return [`body: expected ${fields} in UTF-8 JSON, no key twice`];
  }
  const wrong = new Set(issues.map(({ path }) => path[0]));
  const isUnknown = wrong.delete(undefined); // of the whole: a field that is none of ours
  return [
    ...Object.entries(EXPECTED)
      .filter(([field]) => wrong.has(field))
      .map(([field, expected]) => `${field}: ${expected}`),
    ...(isUnknown ? [`body: expected ${fields}, and no other field`] : []),
  ];
}

function toInvoice(givenId: string, data: z.infer<typeof terms>): Invoice {
  return {
    invoiceId: givenId,
    publicInvoiceId: data.public_invoice_id,
    buyerReference: data.buyer_reference,
    amountUsdc: data.amount_usdc,
    items: data.items,
  };
}
