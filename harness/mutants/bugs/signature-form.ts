/** Mutants that take, or choke on, a signature in another form. @module */

import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import type { Bug } from "../mutant.ts";
import { withHeader } from "./header.ts";

const BUFFER_BYTES = 1024;

export const signatureFormMutants: readonly Bug[] = [
  {
    name: "signature/prefix-compare",
    bug: "Compares as many bytes of the MAC as the signature has.",
    parts: (correct) => ({
      ...correct,
      readSignature: (text) => (/^([0-9a-f]{2})+$/.test(text) ? Buffer.from(text, "hex") : null),
      equals: (signature, mac) => Buffer.from(mac.subarray(0, signature.length)).equals(signature),
    }),
  },
  {
    name: "signature/unequal-lengths-throw",
    bug: "Compares in constant time without looking at the lengths, which throws.",
    parts: (correct) => ({
      ...correct,
      readSignature: (text) => Buffer.from(text, "hex"),
      equals: timingSafeEqual,
    }),
  },
  {
    name: "signature/lenient-decoding",
    bug: "Decodes a signature in any spelling that its decoder takes.",
    parts: (correct) => ({
      ...correct,
      readSignature: (text, scheme) => {
        const bytes = Buffer.from(text, scheme === "standard-webhooks" ? "base64" : "hex");
        return bytes.length === 32 ? bytes : null;
      },
    }),
  },
  {
    name: "signature/compares-what-was-decoded",
    bug: "Compares what came before the first character that its decoder did not know.",
    parts: (correct) => ({
      ...correct,
      readSignature: (text) => (text.length === 64 ? Buffer.from(text, "hex") : null),
      equals: (signature, mac) => Buffer.from(mac.subarray(0, signature.length)).equals(signature),
    }),
  },
  {
    name: "signature/length-in-characters",
    bug: "Compares texts of equal length in constant time, where their bytes are not as many.",
    parts: (correct) => ({
      ...correct,
      readSignature: (text) => (text.length === 64 ? Buffer.from(text, "utf8") : null),
      equals: (signature, mac) => timingSafeEqual(signature, Buffer.from(hexOf(mac))),
    }),
  },
  {
    name: "signature/without-limit",
    bug: "Compares as many signatures as the header has.",
    parts: (correct) => ({
      ...correct,
      readClaim: (incoming, context) => {
        const pairs = (incoming.headers.get(correct.names.signature)?.[0] ?? "").split(",");
        const others = pairs.filter((pair) => !pair.startsWith("v1="));
        const signatures = pairs.flatMap((pair) => /^v1=(.*)$/.exec(pair)?.[1] ?? []);
        const claim = correct.readClaim(
          withHeader(incoming, correct.names.signature, () => [others.join(",")]),
          context,
        );
        return typeof claim === "string" ? claim : { ...claim, signatures };
      },
    }),
  },
  {
    name: "signature/fixed-buffer",
    bug: "Decodes a signature into a buffer of fixed size, and throws where it does not fit.",
    parts: (correct) => ({
      ...correct,
      readHeader: ({ headers }, name) => headers.get(name)?.join(",") || null,
      readSignature: (text, scheme) => {
        new Uint8Array(BUFFER_BYTES).set(Buffer.from(text, "hex"));
        return correct.readSignature(text, scheme);
      },
    }),
  },
  {
    name: "signature/two-ids",
    bug: "Does not compare the signed event id with the body's.",
    scheme: "standard-webhooks",
    parts: (correct) => ({
      ...correct,
      readEvent: (verified, context) =>
        correct.readEvent({ ...verified, claim: { ...verified.claim, eventId: null } }, context),
    }),
  },
];

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
