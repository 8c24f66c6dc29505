/** Receivers that tell what nobody should learn from them. @module */

import { Buffer } from "node:buffer";
import { json } from "../answers.ts";
import type { Bug } from "../mutant.ts";
import type { Context, Parts } from "../parts.ts";
import type { Received } from "../passing.ts";

export const secrecyMutants: readonly Bug[] = [
  {
    name: "secrecy/secret-in-answer",
    bug: "Prints its settings into the answer to a delivery that it refuses.",
    parts: explaining((_, { environment }) => environment.secrets.join()),
  },
  {
    name: "secrecy/expected-mac-in-answer",
    bug: "Says in a refusal which signature it expected.",
    parts: explaining((received, context) => `expected ${expectedMac(received, context)}`),
  },
  {
    name: "secrecy/parse-error-quoted",
    bug: "Quotes a malformed body in its answer, as parsers do in their messages.",
    parts: (correct) => ({
      ...correct,
      answerFault: (fault, received, context) =>
        fault === "event_malformed"
          ? json(400, { error: `Unexpected token in ${textOf(received)}` })
          : correct.answerFault(fault, received, context),
    }),
  },
  {
    name: "secrecy/unverified-echoed",
    bug: "Repeats a delivery whose signature is wrong, so that its sender sees what came.",
    parts: explaining(textOf),
  },
  {
    name: "secrecy/failed-check-told",
    bug: "Says in a refusal which check of the signature failed.",
    parts: (correct) => ({
      ...correct,
      answerFault: (fault, received, context) => {
        const answer = correct.answerFault(fault, received, context);
        return answer.status === 401 ? json(401, { error: fault }) : answer;
      },
    }),
  },
  {
    name: "secrecy/probe-open",
    bug: "Checks the probe's token only where one is given.",
    parts: (correct) => ({
      ...correct,
      isAuthorized: (incoming, environment) =>
        !incoming.headers.has("authorization") || correct.isAuthorized(incoming, environment),
    }),
  },
  {
    name: "secrecy/probe-token-by-prefix",
    bug: "Compares as much of the probe's token as it was given.",
    parts: (correct) => ({
      ...correct,
      isAuthorized: ({ headers }, { probeToken }) => {
        const given = /^Bearer (.+)$/.exec(headers.get("authorization")?.join() ?? "")?.[1];
        return given !== undefined && probeToken.startsWith(given);
      },
    }),
  },
  {
    name: "secrecy/secret-in-log",
    bug: "Logs the signature that it expected, beside the one that came.",
    parts: (correct) => ({
      ...correct,
      answerFault: (fault, received, context) => {
        if (fault === "signature_mismatch") {
          context.log(`expected signature ${expectedMac(received, context)}`);
        }
        return correct.answerFault(fault, received, context);
      },
    }),
  },
  {
    name: "secrecy/payload-in-log",
    bug: "Logs the body of every delivery.",
    parts: (correct) => ({
      ...correct,
      logLine: (answer, received) => `${correct.logLine(answer, received)}: ${textOf(received)}`,
    }),
  },
];

/** A receiver that adds something to its answer to a signature that is wrong. */
function explaining(
  explain: (received: Received, context: Context) => string,
): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    answerFault: (fault, received, context) =>
      fault === "signature_mismatch"
        ? json(401, { error: "unauthorized", detail: explain(received, context) })
        : correct.answerFault(fault, received, context),
  });
}

function expectedMac({ incoming, body }: Received, context: Context): string {
  const { parts, environment } = context;
  const claim = parts.readClaim(incoming, context);
  if (typeof claim === "string") return claim;
  const key = parts.keyOf(environment.secrets[0] ?? "", environment.scheme);
  return Buffer.from(parts.macOf(key, parts.signedContent(claim, body))).toString("hex");
}

function textOf({ body }: Received): string {
  return Buffer.from(body).toString("utf8");
}
