/** How Gwop's endpoint at a target is reached: its settings, and what comes of them. @module */

import type { Reader } from "../../settings/reader.ts";
import { type Flags, parseSettings, text } from "../../settings/setting.ts";
import type { Configured } from "../provider.ts";
import { GWOP_SCHEME } from "./scheme.ts";
import { gwopSender } from "./sender.ts";

export const SETTINGS = {
  gwopUrl: text("url", "the receiver's webhook route for Gwop (with --start: its path)").optional(),
  gwopSecretEnv: text("name", "holds the signing secret of Gwop's endpoint").default(
    "GWOP_WEBHOOK_SECRET",
  ),
  gwopMerchantEnv: text("name", "holds Gwop's id of the merchant").default("GWOP_MERCHANT_ID"),
  gwopInvoices: text("url", "where the app registers invoices (with --start: its path)").optional(),
  operatorTokenEnv: text("name", "holds the token by which invoices are registered").default(
    "OPERATOR_TOKEN",
  ),
};

/** Gwop's is not to be set. */
const TOLERANCE_SECONDS = 300;

/** @param probe Needs no simulator: Gwop has no state to be read again. */
export function configure(flags: Flags, probe: string | null, read: Reader): Configured {
  const own = parseSettings(SETTINGS, flags, read.complain);
  const webhook = own.gwopUrl ?? (read.isManaged ? "/api/gwop/webhook" : "");
  const invoices = own.gwopInvoices ?? (read.isManaged ? "/api/gwop/invoices" : null);
  read.checkUrl(webhook, "--gwop-url");
  if (invoices !== null) read.checkUrl(invoices, "--gwop-invoices");

  const secrets = read.secrets(own.gwopSecretEnv, GWOP_SCHEME, "--gwop-secret-env");
  const merchantId = read.required(own.gwopMerchantEnv, "--gwop-merchant-env");
  const token =
    invoices === null ? "" : read.required(own.operatorTokenEnv, "--operator-token-env");
  return {
    webhook,
    probe,
    scheme: GWOP_SCHEME,
    secrets,
    toleranceSeconds: TOLERANCE_SECONDS,
    api: null,
    environment: () => ({
      GWOP_WEBHOOK_SECRET: secrets.join(","),
      GWOP_MERCHANT_ID: merchantId,
      OPERATOR_TOKEN: token,
    }),
    sender: (at) => gwopSender(merchantId, invoices === null ? null : { url: at(invoices), token }),
  };
}
