/**
 * Handles a delivery: verify, parse, read, resolve, call back, answer. In this order.
 *
 * The order is the point (STATE): nothing is believed before its signature held, and nothing is
 * granted by what the delivery says, only by what Proxy says when asked (ENT).
 *
 * @module
 */

import { acknowledge, refuse } from "./answers.ts";
import { readDelivery } from "./body.ts";
import type { Bytes } from "./bytes.ts";
import { ProxyConfigurationError } from "./configuration-error.ts";
import { type ParsedEvent, parseEvent } from "./event.ts";
import { type Api, ProxyStateError, readSession, readSubscription } from "./read-state.ts";
import { type ResolvedProxyEvent, resolveSession, resolveSubscription } from "./resolve.ts";
import { isSignatureScheme, type SignatureScheme } from "./schemes.ts";
import { type SignaturePolicy, verifySignature } from "./signature.ts";
import { createKeyring, type Keyring } from "./signing-secret.ts";

/** A2: how far a delivery's timestamp may lie from our clock, either side. */
const TOLERANCE_SECONDS = 300;

export type HandleOptions = {
  /** Several while one is being rotated out (A15). */
  readonly secret: string | readonly string[];
  /**
   * Applies what was resolved; every kind arrives here (A15).
   *
   * To throw is to say that nothing was applied: the sender is told to try again. Why it threw
   * is the callback's own to log: neither the answer nor the SDK repeats it.
   */
  readonly onResolved: (resolved: ResolvedProxyEvent) => Promise<void> | void;
  /** `t-v1` unless given (A1). */
  readonly scheme?: SignatureScheme | undefined;
  /** A whole number above 0. */
  readonly toleranceSeconds?: number | undefined;
};

/** A POST of JSON whose body was read before, exactly and within a bound of the reader's own (A15). */
export type ReadDelivery = { readonly headers: Headers; readonly rawBody: Bytes };

export type Webhooks = {
  /**
   * Verifies a delivery, reads the latest state it is about, calls `onResolved`, and answers.
   *
   * @returns What to send back, by the table of A10. It holds no payload and no secret.
   * @throws {ProxyConfigurationError} If the secret, the scheme or the tolerance is refused.
   * @throws {TypeError} If somebody has read the request's body before.
   */
  readonly handle: (delivery: Request | ReadDelivery, options: HandleOptions) => Promise<Response>;
};

/** @param clock Passed in so that tests need no waiting; the client passes the real one. */
export function createWebhooks(api: Api, clock: { readonly now: () => Date }): Webhooks {
  const keyring = createKeyring();

  return {
    async handle(given, options) {
      const policy = parsePolicy(options, keyring);

      const body = "rawBody" in given ? given.rawBody : await readDelivery(given);
      if (typeof body === "string") return refuse(body);

      const delivery = { headers: given.headers, body };
      const verification = verifySignature(policy, delivery, clock.now());
      if (!verification.ok) return refuse("signature_refused");

      const parsed = parseEvent(verification.body);
      if (parsed === null) return refuse("event_malformed");

      const { claimedEventId } = verification; // A16: two ids would be two events to a dedupe
      if (claimedEventId !== null && claimedEventId !== parsed.event.id) {
        return refuse("event_id_mismatch");
      }
      return apply(api, parsed, options.onResolved);
    },
  };
}

/** @throws {ProxyConfigurationError} Before the delivery is looked at. */
function parsePolicy(options: HandleOptions, keyring: Keyring): SignaturePolicy {
  const { secret, scheme = "t-v1", toleranceSeconds = TOLERANCE_SECONDS } = options;

  if (!isSignatureScheme(scheme)) {
    throw new ProxyConfigurationError(
      "scheme_refused",
      "Cannot use scheme: expected t-v1 or standard-webhooks",
    );
  }
  if (!Number.isSafeInteger(toleranceSeconds) || toleranceSeconds <= 0) {
    throw new ProxyConfigurationError(
      "tolerance_refused",
      "Cannot use tolerance: expected a whole number of seconds above 0",
    );
  }
  const secrets = [secret].flat();
  if (secrets.length === 0) {
    throw new ProxyConfigurationError(
      "signing_secret_refused",
      "Cannot use signing secrets: expected at least one",
    );
  }
  return { scheme, keys: secrets.map((each) => keyring(each, scheme)), toleranceSeconds };
}

/** Reads, resolves and calls back. A failure of either is answered with a request to try again. */
async function apply(
  api: Api,
  parsed: ParsedEvent,
  onResolved: HandleOptions["onResolved"],
): Promise<Response> {
  const event_id = parsed.event.id;

  let resolved: ResolvedProxyEvent;
  try {
    resolved = await resolve(api, parsed);
  } catch (error) {
    if (!(error instanceof ProxyStateError)) throw error;
    return refuse("state_read_failed", { code: error.code, event_id });
  }

  try {
    await onResolved(resolved);
  } catch {
    // Whatever it is, it is not ours to tell the sender: it may name tables, hosts or buyers.
    return refuse("not_applied", { event_id });
  }
  return acknowledge();
}

/** @throws {ProxyStateError} If the state could not be read. */
async function resolve(api: Api, { event, reference }: ParsedEvent): Promise<ResolvedProxyEvent> {
  switch (reference?.object) {
    case undefined:
      return { kind: "ignored", event, reason: "unknown_type" };
    case "session":
      return resolveSession(event, await readSession(api, reference.id));
    case "subscription":
      return resolveSubscription(event, await readSubscription(api, reference.id));
  }
}
