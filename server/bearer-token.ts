/** What a bearer token of ours must be, and whether a request carries it. @module */

import { createHash, timingSafeEqual } from "node:crypto";

/** As many as a signing secret's: so many random characters can't be guessed. */
const LENGTH_MIN = 24;

export const TOKEN_REMEDY = `expected at least ${LENGTH_MIN} random characters of your own`;

/** What a header can carry as it is. */
const TOKEN = new RegExp(`^[\\x21-\\x7e]{${LENGTH_MIN},}$`);

export function isToken(value: string): boolean {
  return TOKEN.test(value);
}

/**
 * Compares a bearer token with the right one in a time that tells nothing of either.
 *
 * Digests, since the comparison wants equal lengths, and would tell the token's by refusing.
 */
export function isAuthorized(authorization: string | undefined, token: string): boolean {
  return timingSafeEqual(sha256(authorization ?? ""), sha256(`Bearer ${token}`));
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
