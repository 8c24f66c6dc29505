/**
 * The secrets of a development set-up: made once, kept, so that yesterday's curl lines still work.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/** By the names that receiver and harness read them by. */
const Secrets = z.strictObject({
  PROXY_SECRET_KEY: z.string(),
  PROXY_WEBHOOK_SIGNING_SECRET: z.string(),
  PROBE_TOKEN: z.string(),
});

export type DevSecrets = Readonly<z.infer<typeof Secrets>>;

/** Reads the secrets, making them where there are none. */
export function readDevSecrets(file: string): DevSecrets {
  if (existsSync(file)) return Secrets.parse(JSON.parse(readFileSync(file, "utf8")));

  const secrets = {
    PROXY_SECRET_KEY: makeSecret("sk_dev"),
    PROXY_WEBHOOK_SIGNING_SECRET: makeSecret("whsec_dev"),
    PROBE_TOKEN: makeSecret("probe_dev"),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

/** The prefix says, wherever the secret turns up, that nothing real is lost with it. */
function makeSecret(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString("hex")}`;
}
