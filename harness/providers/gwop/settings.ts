/** What a run needs to know of a receiver of Gwop's webhooks. @module */

import type { RunFlags } from "../../conformance/settings.ts";
import type { OptionReader } from "../../settings/reader.ts";

/** How the target is reached by Gwop, and by the app that sells through it. */
export type GwopOptions = {
  readonly url: string;
  readonly secrets: readonly [string, ...string[]];
  readonly merchantId: string;
  /** Needs no simulator: Gwop has no state to be read again. */
  readonly probe: string | null;
  readonly invoices: string | null;
  readonly operatorToken: string;
};

export function parseGwopOptions(
  flags: RunFlags,
  probe: string | null,
  read: OptionReader,
): GwopOptions {
  const managed = flags.start !== undefined;
  const url = flags.gwopUrl ?? (managed ? "/api/gwop/webhook" : "");
  const invoices = flags.gwopInvoices ?? (managed ? "/api/gwop/invoices" : null);
  read.checkUrl(url, "--gwop-url");
  if (invoices !== null) read.checkUrl(invoices, "--gwop-invoices");
  return {
    url,
    secrets: read.secrets(flags.gwopSecretEnv, "gwop", "--gwop-secret-env"),
    merchantId: read.required(flags.gwopMerchantEnv, "--gwop-merchant-env"),
    probe,
    invoices,
    operatorToken:
      invoices === null ? "" : read.required(flags.operatorTokenEnv, "--operator-token-env"),
  };
}
