/** What is made sure of at Gwop's endpoint before a requirement is asked. @module */

import { PreflightError } from "../../target/preflight-error.ts";
import { Broken, Unreachable } from "../../target/verdict.ts";
import type { Preflight } from "../provider.ts";
import { registrationFor } from "./registering.ts";
import { issue } from "./stories.ts";
import { atGwop, putInvoice } from "./trial.ts";

export const preflight: Preflight = {
  /** Some look at the merchant only where they know the type. Nobody is granted anything by this one. */
  tell: (any) => {
    const trial = atGwop(any);
    const { invoice } = issue(trial);
    return trial.deliver({ event: trial.announce({ do: "expire_invoice", invoice }) });
  },

  refused: (status) => ({
    said: `answered ${status} to a delivery signed with Gwop's signing secret`,
    remedy: `Check that the target has the same ${status === 403 ? "merchant (--gwop-merchant-env)" : "secret (--gwop-secret-env)"}`,
  }),

  notFound:
    "Check the path of --gwop-url, and that the target has GWOP_WEBHOOK_SECRET and GWOP_MERCHANT_ID set",

  /** One invoice that nobody pays. */
  assertReady: async (any) => {
    const trial = atGwop(any);
    const { registry } = trial.sender;
    if (registry === null) return;
    const { invoice } = issue(trial);
    const registration = registrationFor(trial, invoice);
    const status = await putInvoice(trial, invoice, registration).catch(unreachable);
    if (status === 201 || status === 200) return;
    const where = `PUT ${registry.url.origin}${registry.url.pathname}/{invoice_id}`;
    throw new PreflightError(
      status >= 500 ? "unreachable" : "misconfigured",
      status === 401 || status === 403
        ? `${where} answered ${status} to the token. Check --operator-token-env`
        : `${where} answered ${status} to an invoice: expected 201. Check --gwop-invoices, and the target's log`,
    );
  },
};

/** @throws {PreflightError} Instead of an accusation: nobody is accused yet. */
function unreachable(error: unknown): never {
  if (error instanceof Broken || error instanceof Unreachable) {
    throw new PreflightError("unreachable", error.message);
  }
  throw error;
}
