/** What a delivery's headers claim about its body, before anything of it is believed. @module */

import type { Bytes } from "./bytes.ts";

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

/** Ten secrets in rotation are more than anyone has; each MAC offered is work for us. */
export const MACS_MAX = 10;

/** Room for ten MACs of either scheme, several times over. */
const HEADER_CHARACTERS_MAX = 4096;

/** Twelve digits reach the year 33658; a leading zero would be a second spelling. */
const TIMESTAMP = /^[1-9]\d{0,11}$/;

/**
 * Refuses a header that is not there, over-long, or not of printable ASCII.
 *
 * A space is for the scheme to judge: Fetch joins a header that was sent twice by `, `.
 */
export function headerFault(value: string): ClaimFault | null {
  if (value === "") return "signature_missing";
  const isReadable = value.length <= HEADER_CHARACTERS_MAX && /^[\x20-\x7e]+$/.test(value);
  return isReadable ? null : "signature_malformed";
}

export function isTimestamp(value: string): boolean {
  return TIMESTAMP.test(value);
}
