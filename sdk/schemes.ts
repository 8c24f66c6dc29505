/**
 * What a delivery's headers claim about its body, by either scheme, before anything is believed.
 *
 * @module
 */

import { type Bytes, decodeBase64, decodeHex } from "./bytes.ts";

export type SignatureScheme = "t-v1" | "standard-webhooks";

export type Claim = {
  /** Unix seconds, as spelled: two spellings of one number must not share a signature. */
  readonly timestamp: string;
  /** What is signed ahead of the body. */
  readonly prefix: string;
  /** One of them must be right: while a secret is rotated out there are several. */
  readonly macs: readonly Bytes[];
  /** The event's id, where the scheme signs one. */
  readonly eventId: string | null;
};

export type ClaimFault = "signature_missing" | "signature_malformed";

const READ_CLAIM = {
  "t-v1": readTV1Claim,
  "standard-webhooks": readStandardWebhooksClaim,
} as const satisfies Record<SignatureScheme, (headers: Headers) => Claim | ClaimFault>;

/** Ten secrets in rotation are more than anyone has; each MAC offered is work for us. */
const MACS_MAX = 10;

/** Room for ten MACs of either scheme, several times over. */
const HEADER_CHARACTERS_MAX = 4096;

/** Twelve digits reach the year 33658; a leading zero would be a second spelling. */
const TIMESTAMP = /^[1-9]\d{0,11}$/;

const HEX_MAC = /^[0-9a-f]{64}$/;

/** The base64 of 32 bytes: the last digit before the padding carries four bits. */
const BASE64_MAC = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

export function isSignatureScheme(value: string): value is SignatureScheme {
  return Object.hasOwn(READ_CLAIM, value);
}

export function readClaim(scheme: SignatureScheme, headers: Headers): Claim | ClaimFault {
  return READ_CLAIM[scheme](headers);
}

/**
 * Reads the header of scheme `t-v1` (A1): `Proxy-Signature: t=1700000000,v1=<64 hex digits>`.
 *
 * Signed is `<t>.<body>`. Exactly one `t`, at least one well-formed `v1`; pairs of other names are
 * for someone else.
 */
function readTV1Claim(headers: Headers): Claim | ClaimFault {
  const header = headers.get("proxy-signature") ?? "";
  const fault = headerFault(header);
  if (fault !== null) return fault;
  if (header.includes(" ")) return "signature_malformed";

  const pairs = header.split(",").map(splitPair);
  const valuesOf = (wanted: string) =>
    pairs.filter(({ name }) => name === wanted).map(({ value }) => value);

  const [timestamp = "", ...otherTimestamps] = valuesOf("t");
  if (otherTimestamps.length > 0 || !TIMESTAMP.test(timestamp)) return "signature_malformed";

  const offered = valuesOf("v1");
  const macs = offered.filter((mac) => HEX_MAC.test(mac));
  if (offered.length > MACS_MAX || macs.length === 0) return "signature_malformed";

  return { timestamp, prefix: `${timestamp}.`, macs: macs.map(decodeHex), eventId: null };
}

/**
 * Reads the three headers of Standard Webhooks (A1, A16).
 *
 * `webhook-signature` holds `v1,<base64>` entries between spaces. Signed is `<id>.<t>.<body>`. At
 * least one well-formed `v1`; entries of other versions are for someone else.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
function readStandardWebhooksClaim(headers: Headers): Claim | ClaimFault {
  const eventId = headers.get("webhook-id") ?? "";
  const timestamp = headers.get("webhook-timestamp") ?? "";
  const signature = headers.get("webhook-signature") ?? "";
  const fault = headerFault(eventId) ?? headerFault(timestamp) ?? headerFault(signature);
  if (fault !== null) return fault;

  const isSentTwice = eventId.includes(" ") || signature.includes(", ");
  if (isSentTwice || !TIMESTAMP.test(timestamp)) return "signature_malformed";

  const offered = signature.split(" ").filter((entry) => entry.startsWith("v1,"));
  const macs = offered
    .map((entry) => entry.slice("v1,".length))
    .filter((mac) => BASE64_MAC.test(mac));
  if (offered.length > MACS_MAX || macs.length === 0) return "signature_malformed";

  const prefix = `${eventId}.${timestamp}.`;
  return { timestamp, prefix, macs: macs.map(decodeBase64), eventId };
}

/**
 * Refuses a header that is not there, over-long, or not of printable ASCII.
 *
 * A space is for the scheme to judge: Fetch joins a header that was sent twice by `, `.
 */
function headerFault(value: string): ClaimFault | null {
  if (value === "") return "signature_missing";
  const isReadable = value.length <= HEADER_CHARACTERS_MAX && /^[\x20-\x7e]+$/.test(value);
  return isReadable ? null : "signature_malformed";
}

function splitPair(pair: string): { readonly name: string; readonly value: string } {
  const [name = "", ...rest] = pair.split("=");
  return { name, value: rest.join("=") };
}
