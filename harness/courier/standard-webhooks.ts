/** The scheme of Standard Webhooks. @see standardwebhooks.com; docs/assumptions.md#a1; docs/assumptions.md#a16 @module */

import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { emptinessOf, type Scheme, SECRET_PREFIX } from "./scheme.ts";

/** Groups of four, the last one padded: what strict decoders in any language accept. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const STANDARD_WEBHOOKS: Scheme = {
  name: "standard-webhooks",
  signatureHeader: "webhook-signature",
  headers: ["webhook-id", "webhook-timestamp", "webhook-signature"],
  isPaired: false,
  encoding: "base64",
  macOf: (secret, { eventId, timestamp, body }) =>
    createHmac("sha256", Buffer.from(withoutPrefix(secret), "base64"))
      .update(`${eventId}.${timestamp}.`)
      .update(body)
      .digest("base64"),
  headersOf: ({ eventId, timestamp, signatures }) => [
    ["webhook-id", eventId],
    ["webhook-timestamp", timestamp],
    ["webhook-signature", signatures.map((signature) => `v1,${signature}`).join(" ")],
  ],
  faultOf: (secret) => {
    const emptiness = emptinessOf(secret);
    if (emptiness !== null || BASE64.test(withoutPrefix(secret))) return emptiness;
    return `The signing secret is not base64: expected ${SECRET_PREFIX} and base64, with padding`;
  },
};

/** The prefix is optional, as in the specification's own libraries: targets may be set up so. */
function withoutPrefix(secret: string): string {
  return secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret;
}
