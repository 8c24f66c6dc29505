/** What a receiver of Gwop's deliveries is told by its environment. @module */

import type { EnvironmentReader } from "../environment.ts";
import { faultOfSecret } from "./signing-secret.ts";

export type GwopConfig = {
  /** Several while one is being rotated out. At least one: unsigned, nothing is believed. */
  readonly secrets: readonly string[];
  /** The one merchant whose events are ours. */
  readonly merchantId: string;
  /** `null`: no invoice can be registered. */
  readonly operatorToken: string | null;
};

/** @returns `null` where Gwop is off: its routes are not there then. */
export function readGwop(read: EnvironmentReader): GwopConfig | null {
  const secrets = readSecrets(read);
  const merchantId = readMerchantId(read);
  const isOn = secrets !== null && merchantId !== null;
  const operatorToken = read.token("OPERATOR_TOKEN", null);

  if (!isOn) {
    const off = "so that Gwop is off, and its routes answer 404";
    if (merchantId !== null) {
      read.warn("GWOP_WEBHOOK_SECRET", `not set, while GWOP_MERCHANT_ID is, ${off}`);
    }
    if (secrets !== null) {
      read.warn("GWOP_MERCHANT_ID", `not set, while GWOP_WEBHOOK_SECRET is, ${off}`);
    }
    return null;
  }
  if (operatorToken === null) {
    read.warn("OPERATOR_TOKEN", "not set, so that no invoice can be registered, nor granted");
  }
  return { secrets, merchantId, operatorToken };
}

function readSecrets(read: EnvironmentReader): readonly string[] | null {
  const secrets = read.secrets("GWOP_WEBHOOK_SECRET", null);
  for (const secret of secrets ?? []) {
    const fault = faultOfSecret(secret);
    if (fault !== null) read.refuse("GWOP_WEBHOOK_SECRET", `Cannot use signing secret: ${fault}`);
  }
  return secrets;
}

function readMerchantId(read: EnvironmentReader): string | null {
  const id = read.optional("GWOP_MERCHANT_ID");
  if (id !== null && /[\s,"']/.test(id)) {
    read.refuse("GWOP_MERCHANT_ID", "expected one id, without white space, quotes or commas");
  }
  return id;
}
