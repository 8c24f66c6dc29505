/** Mutants that put a signature header together wrongly. All of scheme t-v1. @module */

import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import type { Claim, Incoming } from "../passing.ts";
import { withHeader } from "./header.ts";

/** What a mutant believes of a delivery that it did not check. */
const UNCHECKED: Claim = { eventId: null, timestamp: "", signatures: [] };

export const signatureHeaderMutants: readonly Bug[] = [
  {
    name: "signature/unsigned-trusted",
    bug: "Checks a signature only where there is one.",
    parts: (correct) => ({
      ...correct,
      verify: (received, context) =>
        received.incoming.headers.has(correct.names.signature)
          ? correct.verify(received, context)
          : UNCHECKED,
    }),
  },
  {
    name: "signature/no-secret-no-check",
    bug: "Starts without a secret, and checks nothing then.",
    parts: (correct) => ({
      ...correct,
      canStart: () => true,
      verify: (received, context) =>
        context.environment.secrets.length === 0 ? UNCHECKED : correct.verify(received, context),
    }),
  },
  {
    name: "signature/empty-header-trusted",
    bug: "Takes a header that is there and empty for one that has been checked.",
    parts: (correct) => ({
      ...correct,
      verify: (received, context) =>
        received.incoming.headers.get(correct.names.signature)?.[0] === ""
          ? UNCHECKED
          : correct.verify(received, context),
    }),
  },
  {
    name: "signature/first-of-two-headers",
    bug: "Takes the first of several signature headers.",
    parts: (correct) => ({
      ...correct,
      readHeader: (incoming, name) =>
        correct.readHeader(
          withHeader(incoming, name, (values) => values.slice(0, 1)),
          name,
        ),
    }),
  },
  {
    name: "signature/timestamp-optional",
    bug: "Checks the age only where a timestamp was given.",
    parts: (correct) => ({
      ...correct,
      readTimestamp: (text) => (text === "" ? 0 : correct.readTimestamp(text)),
      isFresh: (seconds, environment) => seconds === 0 || correct.isFresh(seconds, environment),
    }),
  },
  {
    name: "signature/every-of-none",
    bug: "Asks whether a signature is wrong, and among none there is no wrong one.",
    parts: (correct) => ({
      ...correct,
      verify: (received, context) => {
        const claim = context.parts.readClaim(received.incoming, context);
        if (typeof claim === "string" || claim.signatures.length > 0) {
          return correct.verify(received, context);
        }
        return claim;
      },
    }),
  },
  {
    name: "signature/any-version",
    bug: "Takes signatures of any version for those of version 1.",
    parts: rereading((header) => header.replace(/(^|,)v\d+=/g, "$1v1=")),
  },
  {
    name: "signature/two-timestamps",
    bug: "Takes the first of two timestamps.",
    parts: rereading((header) => header.replace(/(?<=t=.*),t=[^,]*/g, "")),
  },
  {
    name: "signature/first-signature-only",
    bug: "Looks at the first signature of the header only.",
    parts: rereading((header) => header.replace(/(?<=v1=.*),v1=[^,]*/g, "")),
  },
  {
    name: "signature/strict-pairs",
    bug: "Refuses a header with a pair that it does not know.",
    parts: (correct) => ({
      ...correct,
      readClaim: (incoming, context) =>
        headerOf(incoming, correct)
          .split(",")
          .every((pair) => /^(t|v1)=/.test(pair))
          ? correct.readClaim(incoming, context)
          : "signature_malformed",
    }),
  },
  {
    name: "signature/positional",
    bug: "Expects the timestamp in front of the signatures.",
    parts: (correct) => ({
      ...correct,
      readClaim: (incoming, context) =>
        headerOf(incoming, correct).startsWith("t=")
          ? correct.readClaim(incoming, context)
          : "signature_malformed",
    }),
  },
];

/** A receiver that reads the header as if it were spelled otherwise. */
function rereading(respell: (header: string) => string): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    readClaim: (incoming, context) =>
      correct.readClaim(
        withHeader(incoming, correct.names.signature, (values) => values.map(respell)),
        context,
      ),
  });
}

function headerOf({ headers }: Incoming, correct: Parts): string {
  return headers.get(correct.names.signature)?.join() ?? "";
}
