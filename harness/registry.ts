/**
 * How the app tells a receiver of an invoice that it created: whose it is, and what for.
 *
 * @see spec/gwop "The receiver's interface for Gwop"
 * @module
 */

import { Unreachable } from "./requirement.ts";
import type { Invoice } from "./simulator/invoices.ts";

/** Where invoices are registered, and for which merchant the endpoint is. */
export type Registry = {
  /** An invoice's id is appended to its path. */
  readonly url: URL;
  readonly token: string;
};

const ANSWER_WITHIN_MS = 10_000;

/** What the app sends of an invoice. */
export type Registration = Pick<Invoice, "public_invoice_id" | "buyer_reference" | "items"> & {
  readonly amount_usdc: string;
};

export function registrationOf(invoice: Invoice): Registration {
  const { public_invoice_id, buyer_reference, base_amount, items } = invoice;
  return { public_invoice_id, buyer_reference, amount_usdc: base_amount, items };
}

/**
 * Registers an invoice, once.
 *
 * @param authorization The header's value; `null` sends none. By default the operator's own token.
 * @returns The status of the answer.
 * @throws {Unreachable} If there is none.
 */
export async function putInvoice(
  { url, token }: Registry,
  invoiceId: string,
  registration: unknown,
  authorization: string | null = `Bearer ${token}`,
): Promise<number> {
  const where = new URL(url);
  where.pathname = `${url.pathname.replace(/\/$/, "")}/${encodeURIComponent(invoiceId)}`;
  try {
    const response = await fetch(where, {
      method: "PUT",
      headers: {
        "content-type": "application/json",
        ...(authorization === null ? {} : { authorization }),
      },
      body: JSON.stringify(registration),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    throw new Unreachable(`the invoices at ${url.origin}${url.pathname} did not answer`, error);
  }
}
