/**
 * Sends requests over bare sockets, where `fetch` would tidy them up or hide what happened.
 *
 * What becomes of a request is a value. Only the caller's own abort is thrown.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { setTimeout as wait } from "node:timers/promises";
import {
  type Connection,
  type ConnectionOptions,
  openConnection,
  readWhatHasArrived,
  type WireOutcome,
} from "./wire-connection.ts";
import { encodeBody, encodeHead, encodePieces, type WireRequest } from "./wire-request.ts";

export type { WireAnswer } from "./wire-answer.ts";
export type { WireOutcome } from "./wire-connection.ts";
export type { WireRequest } from "./wire-request.ts";

export type SendOptions = ConnectionOptions & {
  /**
   * From the call to the last byte of the answer; in {@link release}, from the release; where the body
   * waits, from when it goes on.
   */
  readonly answerWithinMs: number;
};

/** A graceful target has answered by then, says the target contract. */
const HANG_UP_WITHIN_MS = 10_000;

/** Sends one request over a connection of its own, and waits for what becomes of it. */
export async function sendOverWire(
  request: WireRequest,
  { answerWithinMs, ...options }: SendOptions,
): Promise<WireOutcome> {
  const connection = openConnection(request, options);
  connection.giveUpIn(answerWithinMs);
  if (request.cuts === undefined && request.bodyWaitsMs === undefined) {
    await connection.send(encode(request));
  } else {
    await sendInPieces(connection, request, answerWithinMs);
  }
  return finish(connection, request, options);
}

/** Long enough for a target to have read the piece before, most of the time. */
const BETWEEN_PIECES_MS = 3;

async function sendInPieces(
  connection: Connection,
  request: WireRequest,
  answerWithinMs: number,
): Promise<void> {
  await connection.send(encodeHead(request));
  if (request.bodyWaitsMs !== undefined) {
    connection.giveUpIn(request.bodyWaitsMs);
    await connection.heard;
    connection.giveUpIn(answerWithinMs);
  }
  for (const piece of encodePieces(request)) {
    await connection.send(piece);
    await wait(BETWEEN_PIECES_MS);
  }
}

/**
 * Lets many requests meet in the target at one moment.
 *
 * Each has its own connection, and all but its last byte is sent ahead, so that nothing is left to
 * do at the release but to send one byte each.
 *
 * @returns The outcomes, in the order of the requests.
 *   `overlapped`: how many were unanswered when the last one had been released. An answer that came
 *   while we looked counts as come before, so it is never too high.
 *   `releasedInMs`: from the first last byte to the last one.
 */
export async function release(
  requests: readonly WireRequest[],
  { answerWithinMs, ...options }: SendOptions,
): Promise<{
  readonly outcomes: readonly WireOutcome[];
  readonly overlapped: number;
  readonly releasedInMs: number;
}> {
  const held = requests.map((request) => ({
    request,
    bytes: encode(keptAlive(request)),
    connection: openConnection(request, options),
  }));
  for (const { connection } of held) connection.giveUpIn(answerWithinMs);
  await Promise.all(held.map(({ connection, bytes }) => connection.send(bytes.subarray(0, -1))));
  await readWhatHasArrived(); // who refused ahead of its last byte has its answer by now

  for (const { connection } of held) connection.giveUpIn(answerWithinMs);
  const releasedAt = performance.now();
  await Promise.all(held.map(({ connection, bytes }) => connection.send(bytes.subarray(-1))));
  const releasedInMs = performance.now() - releasedAt;

  await readWhatHasArrived();
  const overlapped = held.filter(({ connection }) => connection.isUnanswered()).length;
  const outcomes = await Promise.all(
    held.map(({ connection, request }) => finish(connection, request, options)),
  );
  return { outcomes, overlapped, releasedInMs };
}

/**
 * Loses an answer: sends a request and closes the connection without having read one.
 *
 * @param options.after `half_sent` leaves out the second half of the body, so that no target can
 *   have read the request; `sent` leaves out nothing, so that it can.
 * @throws {Error} If the target could not be connected to, or did not take the bytes in time.
 */
export async function sendAndHangUp(
  request: WireRequest,
  { after, ...options }: ConnectionOptions & { readonly after: "sent" | "half_sent" },
): Promise<void> {
  const bytes = encode(request);
  // Of an empty body, the last byte of the headers stands for the second half.
  const leftOut = after === "sent" ? 0 : Math.max(1, Math.ceil(encodeBody(request).length / 2));

  const connection = openConnection(request, options);
  connection.giveUpIn(HANG_UP_WITHIN_MS);
  await connection.send(bytes.subarray(0, bytes.length - leftOut));
  connection.hangUp();

  const outcome = await connection.outcome;
  options.signal?.throwIfAborted();
  if (outcome.kind === "unreachable") throw outcome.cause;
  if (outcome.kind === "timed_out") throw new Error(`${request.url.host} does not read requests`);
}

/** As a sender's pool of connections would hold it: the target may treat it otherwise than a last one. */
function keptAlive(request: WireRequest): WireRequest {
  return { ...request, headers: [...request.headers, ["Connection", "keep-alive"]] };
}

function encode(request: WireRequest): Uint8Array {
  return Buffer.concat([encodeHead(request), encodeBody(request)]);
}

async function finish(
  connection: Connection,
  { ending }: WireRequest,
  { signal }: ConnectionOptions,
): Promise<WireOutcome> {
  if (ending === "half_closed") connection.endSending();
  const outcome = await connection.outcome;
  signal?.throwIfAborted();
  return outcome;
}
