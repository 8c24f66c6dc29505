/** Receivers that lose bytes, take too many of them, or wait too long for them. @module */

import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { json } from "../answers.ts";
import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import type { Incoming } from "../passing.ts";
import { withHeader } from "./header.ts";

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const GZIP_BEGINS_WITH = 0x1f;
/** Longer than anyone waits here. */
const FOR_EVER_MS = 60_000;

export const bodyMutants: readonly Bug[] = [
  {
    name: "body/re-serialized",
    bug: "Parses the body first, and computes the MAC over what JSON.stringify makes of it.",
    parts: (correct) => ({
      ...correct,
      signedContent: (claim, body) => {
        const event = correct.parse(correct.decode(body) ?? "");
        const text = event === undefined ? body : Buffer.from(JSON.stringify(event));
        return correct.signedContent(claim, text);
      },
    }),
  },
  {
    name: "body/mark-dropped",
    bug: "Loses a byte-order mark in front of the body.",
    parts: (correct) => ({
      ...correct,
      readBody: async (incoming, environment) => {
        const body = await correct.readBody(incoming, environment);
        const isMarked =
          typeof body !== "string" &&
          BYTE_ORDER_MARK.equals(body.subarray(0, BYTE_ORDER_MARK.length));
        return isMarked ? body.subarray(BYTE_ORDER_MARK.length) : body;
      },
    }),
  },
  {
    name: "body/invalid-bytes-replaced",
    bug: "Decodes a verified body with a decoder that replaces invalid bytes.",
    parts: (correct) => ({
      ...correct,
      decode: (body) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(body),
    }),
  },
  {
    name: "body/nul-left-out",
    bug: "Leaves NUL characters out of a verified body.",
    parts: (correct) => ({
      ...correct,
      decode: (body) => correct.decode(body)?.replaceAll("\0", "") ?? null,
    }),
  },
  {
    name: "body/malformed-is-an-outage",
    bug: "Lets the parser's error through, which is answered like a bug of its own.",
    parts: (correct) => ({
      ...correct,
      parse: (text) => {
        const value = correct.parse(text);
        if (value === undefined) throw new SyntaxError("Unexpected token");
        return value;
      },
    }),
  },
  {
    name: "body/no-event-is-an-outage",
    bug: "Fails over a body that is no event, so that it comes again and again.",
    parts: (correct) => ({
      ...correct,
      answerFault: (fault, received, context) =>
        fault === "event_malformed"
          ? correct.answerError(fault)
          : correct.answerFault(fault, received, context),
    }),
  },
  {
    name: "body/empty-acknowledged",
    bug: "Acknowledges an empty body, as a check of its health.",
    parts: (correct) => ({
      ...correct,
      answerFault: (fault, received, context) =>
        fault === "event_malformed" && received.body.length === 0
          ? json(200, { healthy: true })
          : correct.answerFault(fault, received, context),
    }),
  },
  {
    name: "body/limit-off-by-one",
    bug: "Refuses a body of exactly the limit.",
    parts: limiting((limitBytes) => limitBytes - 1),
  },
  {
    name: "body/unbounded",
    bug: "Takes bodies of any size.",
    parts: limiting(() => Number.POSITIVE_INFINITY),
  },
  {
    name: "body/declared-length-trusted",
    bug: "Bounds the length that is declared, and not what comes.",
    parts: limiting((limitBytes, { headers }) =>
      headers.has("content-length") ? limitBytes : Number.POSITIVE_INFINITY,
    ),
  },
  {
    name: "body/hashed-before-bounded",
    bug: "Looks at a body's size after it has checked its signature.",
    parts: (correct) => ({
      ...limiting(() => Number.POSITIVE_INFINITY)(correct),
      verify: (received, context) => {
        const claim = correct.verify(received, context);
        const isOver = received.body.length > context.environment.bodyLimitBytes;
        return typeof claim !== "string" && isOver ? "body_too_large" : claim;
      },
    }),
  },
  {
    name: "body/interruption-is-the-end",
    bug: "Takes what has come of a body for all of it, when no more comes.",
    parts: (correct) => ({
      ...correct,
      readBody: (incoming, { bodyWithinMs }) => collectUntil(incoming, bodyWithinMs),
    }),
  },
  {
    name: "body/waited-for-ever",
    bug: "Waits for a body as long as it takes.",
    parts: (correct) => ({
      ...correct,
      readBody: (incoming, environment) =>
        correct.readBody(incoming, { ...environment, bodyWithinMs: FOR_EVER_MS }),
    }),
  },
  {
    name: "body/encoding-overlooked",
    bug: "Does not look at Content-Encoding.",
    parts: overlookingEncoding,
  },
  {
    name: "body/inflated",
    bug: "Has a middleware that inflates compressed bodies before anyone sees them.",
    parts: (correct) => ({
      ...overlookingEncoding(correct),
      readBody: async (incoming, environment) => {
        const body = await correct.readBody(incoming, environment);
        if (typeof body === "string" || body[0] !== GZIP_BEGINS_WITH) return body;
        return gunzipSync(body);
      },
    }),
  },
  {
    name: "body/inflated-after-the-bound",
    bug: "Bounds and verifies a compressed body, and then inflates it without a bound.",
    parts: (correct) => ({
      ...overlookingEncoding(correct),
      decode: (body) => correct.decode(body[0] === GZIP_BEGINS_WITH ? gunzipSync(body) : body),
    }),
  },
];

function limiting(
  limit: (limitBytes: number, incoming: Incoming) => number,
): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    readBody: (incoming, environment) => {
      const bodyLimitBytes = limit(environment.bodyLimitBytes, incoming);
      return correct.readBody(incoming, { ...environment, bodyLimitBytes });
    },
  });
}

function overlookingEncoding(correct: Parts): Parts {
  return {
    ...correct,
    admit: (incoming) => correct.admit(withHeader(incoming, "content-encoding", () => [])),
  };
}

async function collectUntil({ chunks }: Incoming, milliseconds: number): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  const collect = async (): Promise<void> => {
    for await (const chunk of chunks) kept.push(chunk);
  };
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, milliseconds);
  await Promise.race([collect().catch(() => {}), late.promise]);
  clearTimeout(timer);
  return Buffer.concat(kept);
}
