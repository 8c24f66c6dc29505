/**
 * Reads the three headers of Standard Webhooks (A1, A16).
 *
 * `webhook-signature` holds `v1,<base64>` entries between spaces. Signed is `<id>.<t>.<body>`.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @module
 */

import { decodeBase64 } from "./bytes.ts";
import { type Claim, type ClaimFault, headerFault, isTimestamp, MACS_MAX } from "./claim.ts";

/** The base64 of 32 bytes: the last digit before the padding carries four bits. */
const MAC = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** At least one well-formed `v1`; entries of other versions are for someone else. */
export function readStandardWebhooksClaim(headers: Headers): Claim | ClaimFault {
  const eventId = headers.get("webhook-id") ?? "";
  const timestamp = headers.get("webhook-timestamp") ?? "";
  const signature = headers.get("webhook-signature") ?? "";
  const fault = headerFault(eventId) ?? headerFault(timestamp) ?? headerFault(signature);
  if (fault !== null) return fault;

  const isSentTwice = eventId.includes(" ") || signature.includes(", ");
  if (isSentTwice || !isTimestamp(timestamp)) return "signature_malformed";

  const offered = signature.split(" ").filter((entry) => entry.startsWith("v1,"));
  const macs = offered.map((entry) => entry.slice("v1,".length)).filter((mac) => MAC.test(mac));
  if (offered.length > MACS_MAX || macs.length === 0) return "signature_malformed";

  const prefix = `${eventId}.${timestamp}.`;
  return { timestamp, prefix, macs: macs.map(decodeBase64), eventId };
}
