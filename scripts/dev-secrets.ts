/**
 * The secrets of a development set-up: made once, kept, so that yesterday's curl lines still work.
 *
 * @module
 */

import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/** By the names that receiver, simulator and harness read them by. */
const MAKERS = {
  PROXY_SECRET_KEY: () => makeSecret("sk_dev"),
  PROXY_WEBHOOK_SIGNING_SECRET: () => makeSecret("whsec_dev"),
  PROBE_TOKEN: () => makeSecret("probe_dev"),
  GWOP_WEBHOOK_SECRET: () => makeSecret("whsec_gwop_dev"),
  GWOP_MERCHANT_ID: () => randomUUID(),
  OPERATOR_TOKEN: () => makeSecret("operator_dev"),
  INSPECTOR_TOKEN: () => makeSecret("inspector_dev"),
} as const;

type Name = keyof typeof MAKERS;

export type DevSecrets = Readonly<Record<Name, string>>;

const Kept = z.partialRecord(z.enum(Object.keys(MAKERS) as [Name, ...Name[]]), z.string());

/** Reads the secrets, making those that are not there. */
export function readDevSecrets(file: string): DevSecrets {
  const kept = existsSync(file) ? Kept.parse(JSON.parse(readFileSync(file, "utf8"))) : {};
  const names = Object.keys(MAKERS) as readonly Name[];
  const entries = names.map((name) => [name, kept[name] ?? MAKERS[name]()] as const);
  const secrets = Object.fromEntries(entries) as DevSecrets;

  if (names.some((name) => kept[name] === undefined)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  }
  return secrets;
}

/** The prefix says, wherever the secret turns up, that nothing real is lost with it. */
function makeSecret(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString("hex")}`;
}
