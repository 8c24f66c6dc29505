/**
 * Signs deliveries as their senders would: Proxy in two schemes, Gwop in its own.
 *
 * Written from the specification with `node:crypto`, and shares no code with a receiver or an SDK:
 * two implementations that agree are evidence, one compared with itself is not.
 *
 * Source: proxy-checkout.md A1 (both schemes) and A16 (Standard Webhooks' details); gwop.md.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

export type Scheme = "t-v1" | "standard-webhooks" | "gwop";

/** Those in which the timestamp and the signatures are pairs of one header: `t=…,v1=…`. */
export function isPaired(scheme: Scheme): boolean {
  return scheme !== "standard-webhooks";
}

/** A header as it goes on the wire. Names repeat and spelling is kept, which no map allows. */
export type Header = readonly [name: string, value: string];

/** One attempt at delivering one event. */
export type Signable = {
  readonly scheme: Scheme;
  readonly secret: string;
  readonly eventId: string;
  /** Gwop tells it in a header too, which is not signed. */
  readonly eventType?: string;
  /** Unix seconds. A string is signed and sent as it is spelled, however odd. */
  readonly timestamp: number | string;
  readonly body: Uint8Array;
};

const STANDARD_PREFIX = "whsec_";

/** Groups of four, the last one padded: what strict decoders in any language accept. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The headers that make an attempt acceptable. */
export function sign(attempt: Signable): readonly Header[] {
  return headersOf(attempt.scheme, { ...attempt, signatures: [mac(attempt)] });
}

/**
 * The bare signature value, to be put into headers by {@link headersOf}.
 *
 * Signs with an unusable secret too, such as an empty one, since that is what a forger would try.
 *
 * @returns 64 lower-case hex digits in `t-v1` and `gwop`, base64 in `standard-webhooks`.
 */
export function mac({ scheme, secret, eventId, timestamp, body }: Signable): string {
  switch (scheme) {
    case "t-v1":
    case "gwop":
      return createHmac("sha256", Buffer.from(secret, "utf8"))
        .update(`${timestamp}.`)
        .update(body)
        .digest("hex");
    case "standard-webhooks":
      return createHmac("sha256", Buffer.from(withoutPrefix(secret), "base64"))
        .update(`${eventId}.${timestamp}.`)
        .update(body)
        .digest("base64");
  }
}

/** Arranges a timestamp and any number of signatures, right or wrong, the way the scheme does. */
export function headersOf(
  scheme: Scheme,
  parts: {
    readonly eventId: string;
    readonly eventType?: string;
    readonly timestamp: number | string;
    readonly signatures: readonly string[];
  },
): readonly Header[] {
  const versioned = (separator: string): string[] =>
    parts.signatures.map((signature) => `v1${separator}${signature}`);

  const pairs = (): string => [`t=${parts.timestamp}`, ...versioned("=")].join(",");

  switch (scheme) {
    case "t-v1":
      return [["Proxy-Signature", pairs()]];
    case "gwop":
      return [
        ["X-Gwop-Signature", pairs()],
        ["X-Gwop-Event-Id", parts.eventId],
        ["X-Gwop-Event-Type", parts.eventType ?? ""],
      ];
    case "standard-webhooks":
      return [
        ["webhook-id", parts.eventId],
        ["webhook-timestamp", String(parts.timestamp)],
        ["webhook-signature", versioned(",").join(" ")],
      ];
  }
}

/**
 * Tells why no honest sender could sign with a secret.
 *
 * @returns A reason to show to a person, which never quotes the secret; or `null` if it is usable.
 */
export function explainSecret(scheme: Scheme, secret: string): string | null {
  if (secret.trim() === "") return "The signing secret is empty";
  if (secret.trim() === STANDARD_PREFIX) {
    return `The signing secret is a bare ${STANDARD_PREFIX}: expected a key after it`;
  }
  if (scheme === "standard-webhooks" && !BASE64.test(withoutPrefix(secret))) {
    return `The signing secret is not base64: expected ${STANDARD_PREFIX} and base64, with padding`;
  }
  return null;
}

/** The prefix is optional, as in the specification's own libraries: targets may be set up so. */
function withoutPrefix(secret: string): string {
  return secret.startsWith(STANDARD_PREFIX) ? secret.slice(STANDARD_PREFIX.length) : secret;
}
