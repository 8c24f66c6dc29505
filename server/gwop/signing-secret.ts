/** What a signing secret of Gwop's must be: the whole text is the key, `whsec_` included. @module */

/** A shorter one was typed by a person: those that senders make are longer. */
const CHARACTERS_MIN = 24;

const PREFIX = "whsec_";

/**
 * Tells why a secret could not protect anything, so that a server can refuse it at its start.
 *
 * @returns What was expected, without the secret; `null` where nothing is wrong.
 */
export function faultOfSecret(secret: string): string | null {
  if (secret === "") return "expected no empty entry between commas";
  if (/\s/.test(secret)) return "expected one word, without white space";
  if (!/^[\x21-\x7e]+$/.test(secret)) return "expected visible ASCII characters only";
  if (/^["']/.test(secret)) return "expected it without quotes";
  if (secret === PREFIX) return `expected more than "${PREFIX}"`;
  if (secret.length < CHARACTERS_MIN) return `expected at least ${CHARACTERS_MIN} characters`;
  return null;
}
