/**
 * Decides whether a delivery came from Gwop, and recently.
 *
 * Gwop signs `<t>.<body>` with HMAC-SHA-256 and sends it in one header: `X-Gwop-Signature:
 * t=1700000000,v1=<64 hex digits>`, with a `v1` a secret while one is being rotated out. Verified
 * here, and not by Gwop's SDK, which reads `123junk` as a time and decodes the body before the MAC.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Bytes } from "../read-body.ts";

/** How far, in seconds, a delivery's time may lie from our clock, either side. Not to be set. */
export const TOLERANCE_SECONDS = 300;

/** Ten secrets in rotation are more than anyone has; each MAC offered is work for us. */
const MACS_MAX = 10;

/** Room for ten MACs, several times over. */
const HEADER_CHARACTERS_MAX = 4096;

/** Twelve digits reach the year 33658; a leading zero would be a second spelling. */
const TIMESTAMP = /^[1-9]\d{0,11}$/;

declare const verified: unique symbol;

/** A body whose signature held. Only {@link verifySignature} makes one. */
export type VerifiedBody = Bytes & { readonly [verified]: true };

export type SignatureFault =
  | "signature_missing"
  | "signature_malformed"
  | "signature_mismatch"
  | "timestamp_outside_tolerance";

export type Verification =
  | { readonly ok: true; readonly body: VerifiedBody; readonly signedAt: Date }
  | { readonly ok: false; readonly fault: SignatureFault };

type Claim = {
  /** Unix seconds, as spelled: two spellings of one number must not share a signature. */
  readonly timestamp: string;
  readonly macs: readonly Uint8Array[];
};

/**
 * Checks a delivery's signature, then its age.
 *
 * @param secrets In use: a signature by any of them is good.
 * @param delivery.header `X-Gwop-Signature` as received, or `null` if there was none.
 * @param delivery.body The exact bytes received: decoded text would have lost some of them.
 * @param now Our clock, passed in so that tests need no waiting.
 * @returns The body, now marked verified, and the sender's clock; or the one fault that stopped us.
 */
export function verifySignature(
  secrets: readonly string[],
  delivery: { readonly header: string | null; readonly body: Bytes },
  now: Date,
): Verification {
  const claim = readClaim(delivery.header ?? "");
  if (typeof claim === "string") return { ok: false, fault: claim };

  // Authenticity before freshness: until the signature holds, the timestamp is hearsay.
  if (!isAuthentic(secrets, claim, delivery.body))
    return { ok: false, fault: "signature_mismatch" };

  const ageSeconds = Math.floor(now.getTime() / 1000) - Number(claim.timestamp);
  if (Math.abs(ageSeconds) > TOLERANCE_SECONDS) {
    return { ok: false, fault: "timestamp_outside_tolerance" };
  }

  // The one place that makes a VerifiedBody, and only here has one of our secrets made its MAC.
  const body = delivery.body as VerifiedBody;
  return { ok: true, body, signedAt: new Date(Number(claim.timestamp) * 1000) };
}

/** Exactly one `t`, at least one well-formed `v1`; pairs of other names are for someone else. */
function readClaim(header: string): Claim | SignatureFault {
  if (header === "") return "signature_missing";
  // Printable ASCII without spaces: a header that was sent twice is joined by `, `.
  const isReadable = header.length <= HEADER_CHARACTERS_MAX && /^[\x21-\x7e]+$/.test(header);
  if (!isReadable) return "signature_malformed";

  const pairs = header.split(",");
  const valuesOf = (name: string) =>
    pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));

  const [timestamp = "", ...otherTimestamps] = valuesOf("t");
  if (otherTimestamps.length > 0 || !TIMESTAMP.test(timestamp)) return "signature_malformed";

  const offered = valuesOf("v1");
  const wellFormed = offered.filter((value) => /^[0-9a-f]{64}$/.test(value));
  if (offered.length > MACS_MAX || wellFormed.length === 0) return "signature_malformed";

  return { timestamp, macs: wellFormed.map((hex) => Buffer.from(hex, "hex")) };
}

/** One MAC a secret, not one a claim: a forger can't make us hash a body ten times over. */
function isAuthentic(secrets: readonly string[], { timestamp, macs }: Claim, body: Bytes): boolean {
  const expected = secrets.map((secret) =>
    createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest(),
  );
  return expected.some((mac) => macs.some((offered) => timingSafeEqual(offered, mac)));
}
