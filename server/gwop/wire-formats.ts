/** The formats that are Gwop's own: an invoice's public id, and amounts. @module */

import { z } from "zod";
import { id } from "../wire-formats.ts";

/** What `numeric(78, 0)` holds: any number of 256 bits, as the chains that pay have them. */
const AMOUNT_DIGITS_MAX = 78;

/** Invoices have two ids (Gwop: "Two Invoice IDs"); what one starts with tells which it is. */
export const PUBLIC_ID_PREFIX = "inv_";

export const publicInvoiceId = id.startsWith(PUBLIC_ID_PREFIX).min(PUBLIC_ID_PREFIX.length + 1);

/** Millionths of a USDC. */
export const amount = z
  .string()
  .regex(new RegExp(`^\\d{1,${AMOUNT_DIGITS_MAX}}$`))
  .transform(BigInt);
