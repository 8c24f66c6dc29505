/** From a signing secret's text to a key, which shows nothing of it where it is printed. @module */

import { createSecretKey, type KeyObject } from "node:crypto";
import { type Bytes, decodeBase64 } from "./bytes.ts";
import { ProxyConfigurationError } from "./configuration-error.ts";
import type { SignatureScheme } from "./schemes.ts";

/** A shorter one was typed by a person: those that senders make are longer. */
const SECRET_CHARACTERS_MIN = 24;

const PREFIX = "whsec_";

/** RFC 4648 base64, padded, with no bits left over. */
const BASE64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

/**
 * Refuses a signing secret that could not protect anything, so that a server can at its start.
 *
 * @throws {ProxyConfigurationError} If it is unset, empty, short, or holds white space: a stray
 *   newline from a file; or, for Standard Webhooks, if it isn't `whsec_` and base64 (A16).
 */
export function assertSigningSecret(
  secret: string | undefined,
  scheme: SignatureScheme,
): asserts secret is string {
  if (secret === undefined || secret.trim() === "") {
    throw refusal("expected it to be set");
  }
  if (/\s/.test(secret)) {
    throw refusal("expected one word, without white space");
  }
  if (secret.length < SECRET_CHARACTERS_MIN) {
    throw refusal(`expected at least ${SECRET_CHARACTERS_MIN} characters`);
  }
  if (scheme === "standard-webhooks" && !isStandardSecret(secret)) {
    throw refusal(`expected base64 after "${PREFIX}"`);
  }
}

/** The key of a signing secret. */
export type Keyring = (secret: string, scheme: SignatureScheme) => KeyObject;

/**
 * Imports keys, each once: a delivery should not pay for what the one before it has done.
 *
 * @throws {ProxyConfigurationError} By the keyring, if the secret is refused.
 */
export function createKeyring(): Keyring {
  const keys = new Map<string, KeyObject>();

  return (secret, scheme) => {
    const name = `${scheme} ${secret}`;
    const known = keys.get(name);
    if (known !== undefined) return known;

    const imported = importSigningSecret(secret, scheme);
    keys.set(name, imported);
    return imported;
  };
}

/** @throws {ProxyConfigurationError} If the secret is refused. */
export function importSigningSecret(secret: string, scheme: SignatureScheme): KeyObject {
  assertSigningSecret(secret, scheme);
  return createSecretKey(keyBytes(secret, scheme));
}

/** A1: the whole text as UTF-8, or what its base64 stands for. */
function keyBytes(secret: string, scheme: SignatureScheme): Bytes {
  switch (scheme) {
    case "t-v1":
      return new TextEncoder().encode(secret);
    case "standard-webhooks":
      return decodeBase64(secret.slice(PREFIX.length));
  }
}

function isStandardSecret(secret: string): boolean {
  return secret.startsWith(PREFIX) && BASE64.test(secret.slice(PREFIX.length));
}

function refusal(expectation: string): ProxyConfigurationError {
  return new ProxyConfigurationError(
    "signing_secret_refused",
    `Cannot use signing secret: ${expectation}`,
  );
}
