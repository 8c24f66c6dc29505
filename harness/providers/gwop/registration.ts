/**
 * How the app tells a receiver of an invoice that it created: whose it is, and what for.
 *
 * @see docs/target-contract.md#registration
 * @module
 */

import type { Header } from "../../courier/scheme.ts";
import type { WireRequest } from "../../courier/wire.ts";
import type { Invoice } from "./invoices.ts";

/** Where invoices are registered, and for which merchant the endpoint is. */
export type Registry = {
  /** An invoice's id is appended to its path. */
  readonly url: URL;
  readonly token: string;
};

/** What the app sends of an invoice. */
export type Registration = Pick<Invoice, "public_invoice_id" | "buyer_reference" | "items"> & {
  readonly amount_usdc: string;
};

export function registrationOf(invoice: Invoice): Registration {
  const { public_invoice_id, buyer_reference, base_amount, items } = invoice;
  return { public_invoice_id, buyer_reference, amount_usdc: base_amount, items };
}

/**
 * The request by which the app registers an invoice.
 *
 * @param authorization The header's value; `null` sends none. By default the operator's own token.
 */
export function registrationRequest(
  { url, token }: Registry,
  invoiceId: string,
  registration: unknown,
  authorization: string | null = `Bearer ${token}`,
): WireRequest {
  const where = new URL(url);
  where.pathname = `${url.pathname.replace(/\/$/, "")}/${encodeURIComponent(invoiceId)}`;
  const type: Header = ["content-type", "application/json"];
  return {
    method: "PUT",
    url: where,
    headers: authorization === null ? [type] : [type, ["authorization", authorization]],
    body: new TextEncoder().encode(JSON.stringify(registration)),
  };
}
