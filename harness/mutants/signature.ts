/**
 * Whether the sender sent a delivery, and recently.
 *
 * @see docs/assumptions.md#a1 (both schemes); docs/assumptions.md#a2 (tolerance); docs/target-contract.md#gwops-signature
 * @module
 */

import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Context, Parts } from "./parts.ts";
import type { Claim, Fault, Incoming } from "./passing.ts";

const MAC_BYTES = 32;
/** More can't be an honest rotation, and each costs a comparison. */
const SIGNATURES_MAX = 10;
const HEADER_CHARACTERS_MAX = 4096;

type SignatureParts =
  | "canStart"
  | "verify"
  | "readClaim"
  | "readHeader"
  | "readTimestamp"
  | "readSignature"
  | "secretsInUse"
  | "keyOf"
  | "signedContent"
  | "macOf"
  | "equals"
  | "isFresh";

export const signature: Pick<Parts, SignatureParts> = {
  canStart: ({ secrets, toleranceSeconds }) =>
    secrets.length > 0 &&
    secrets.every((secret) => secret !== "" && secret !== "whsec_") &&
    Number.isSafeInteger(toleranceSeconds) &&
    toleranceSeconds > 0,

  verify: ({ incoming, body }, context) => {
    const { parts, environment } = context;
    const { scheme } = environment;
    const claim = parts.readClaim(incoming, context);
    if (typeof claim === "string") return claim;
    const seconds = parts.readTimestamp(claim.timestamp);
    const given = claim.signatures.flatMap((text) => parts.readSignature(text, scheme) ?? []);
    if (seconds === null || given.length === 0) return "signature_malformed";

    const content = parts.signedContent(claim, body);
    const isSigned = parts.secretsInUse(environment).some((secret) => {
      const mac = parts.macOf(parts.keyOf(secret, scheme), content);
      return given.some((signature) => parts.equals(signature, mac));
    });
    if (!isSigned) return "signature_mismatch";
    return parts.isFresh(seconds, environment) ? claim : "timestamp_outside_tolerance";
  },

  readClaim: (incoming, context) => {
    const claim =
      context.environment.scheme === "standard-webhooks"
        ? readStandardWebhooks(incoming, context)
        : readPairs(incoming, context);
    if (typeof claim === "string") return claim;
    return claim.signatures.length > SIGNATURES_MAX ? "signature_malformed" : claim;
  },

  readHeader: ({ headers }, name) => {
    const [value = "", ...others] = headers.get(name) ?? [];
    const isUsable = value !== "" && value.length <= HEADER_CHARACTERS_MAX && others.length === 0;
    return isUsable ? value : null;
  },

  readTimestamp: (text) => (/^[1-9]\d{0,11}$/.test(text) ? Number(text) : null),

  readSignature: (text, scheme) => {
    const encoding = scheme === "standard-webhooks" ? "base64" : "hex";
    const bytes = Buffer.from(text, encoding);
    // Written back, since the decoder is lenient about case, padding, spare bits and strangers.
    return bytes.length === MAC_BYTES && bytes.toString(encoding) === text ? bytes : null;
  },

  secretsInUse: ({ secrets }) => secrets,

  keyOf: (secret, scheme) =>
    scheme === "standard-webhooks"
      ? Buffer.from(secret.replace(/^whsec_/, ""), "base64")
      : Buffer.from(secret, "utf8"),

  signedContent: ({ eventId, timestamp }, body) => {
    const head = eventId === null ? `${timestamp}.` : `${eventId}.${timestamp}.`;
    return Buffer.concat([Buffer.from(head, "latin1"), body]);
  },

  macOf: (key, content) => createHmac("sha256", key).update(content).digest(),

  equals: (signature, mac) => timingSafeEqual(signature, mac),

  isFresh: (seconds, { now, toleranceSeconds }) =>
    Math.abs(Math.floor(now() / 1000) - seconds) <= toleranceSeconds,
};

function readPairs(incoming: Incoming, { parts }: Context): Claim | Fault {
  const header = parts.readHeader(incoming, parts.names.signature);
  if (header === null) return "signature_missing";
  const pairs = header.split(",");
  const valuesOf = (name: string): readonly string[] =>
    pairs
      .filter((pair) => pair === name || pair.startsWith(`${name}=`))
      .map((pair) => pair.slice(name.length + 1));
  const [timestamp, ...otherTimestamps] = valuesOf("t");
  if (timestamp === undefined || otherTimestamps.length > 0) return "signature_malformed";
  return { eventId: null, timestamp, signatures: valuesOf("v1") };
}

function readStandardWebhooks(incoming: Incoming, { parts }: Context): Claim | Fault {
  const eventId = parts.readHeader(incoming, "webhook-id");
  const timestamp = parts.readHeader(incoming, "webhook-timestamp");
  const header = parts.readHeader(incoming, "webhook-signature");
  if (eventId === null || timestamp === null || header === null) return "signature_missing";
  const signatures = header
    .split(" ")
    .filter((entry) => entry.startsWith("v1,"))
    .map((entry) => entry.slice("v1,".length));
  return { eventId, timestamp, signatures };
}
