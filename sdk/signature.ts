/**
 * Decides whether a delivery came from Proxy, and recently (A1, A2).
 *
 * Which headers say so, and over what the MAC is made, are the scheme's affair.
 *
 * @module
 */

import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Bytes } from "./bytes.ts";
import { type Claim, type ClaimFault, readClaim, type SignatureScheme } from "./schemes.ts";

declare const verified: unique symbol;

/** A body whose signature held. Only {@link verifySignature} makes one. */
export type VerifiedBody = Bytes & { readonly [verified]: true };

export type SignatureFault = ClaimFault | "signature_mismatch" | "timestamp_outside_tolerance";

export type Verification =
  | { readonly ok: true; readonly body: VerifiedBody; readonly claimedEventId: string | null }
  | { readonly ok: false; readonly fault: SignatureFault };

/** How a receiver judges: one scheme, the keys in use, and how old a delivery may be. */
export type SignaturePolicy = {
  readonly scheme: SignatureScheme;
  readonly keys: readonly KeyObject[];
  /** Either side of our clock, inclusive. */
  readonly toleranceSeconds: number;
};

/**
 * Checks a delivery's signature, then its age.
 *
 * @param delivery.body The exact bytes received: parsed and re-serialized JSON would differ.
 * @param now Our clock, passed in so that tests need no waiting.
 * @returns The body, now marked verified; or the one fault that stopped us.
 */
export function verifySignature(
  policy: SignaturePolicy,
  delivery: { readonly headers: Headers; readonly body: Bytes },
  now: Date,
): Verification {
  const claim = readClaim(policy.scheme, delivery.headers);
  if (typeof claim === "string") return { ok: false, fault: claim };

  // Authenticity before freshness: until the signature holds, the timestamp is hearsay.
  if (!isAuthentic(policy.keys, claim, delivery.body)) {
    return { ok: false, fault: "signature_mismatch" };
  }

  const ageSeconds = Math.floor(now.getTime() / 1000) - Number(claim.timestamp);
  if (Math.abs(ageSeconds) > policy.toleranceSeconds) {
    return { ok: false, fault: "timestamp_outside_tolerance" };
  }

  // The one place that makes a VerifiedBody, and only here has one of our keys made its MAC.
  return { ok: true, body: delivery.body as VerifiedBody, claimedEventId: claim.eventId };
}

/**
 * One MAC a key, not one a claim: a forger can't make us hash a body ten times over.
 *
 * At once, and not by Web Crypto, which hands each body to another thread: for bodies of this size
 * that takes several times as long as the hashing.
 */
function isAuthentic(keys: readonly KeyObject[], claim: Claim, body: Bytes): boolean {
  const expected = keys.map((key) =>
    createHmac("sha256", key).update(claim.prefix).update(body).digest(),
  );
  return expected.some((mac) => claim.macs.some((offered) => timingSafeEqual(offered, mac)));
}
