/**
 * Reads the exact bytes of a delivery, and no more of them than we are willing to hold.
 *
 * STATE step 1. The signature is over bytes; text would already have lost some of them.
 *
 * @module
 */

import { SEAT_BYTES, type Seat } from "./body-budget.ts";

/**
 * A body may come in so many pieces of any size; beyond them it must have so many bytes a piece. Each
 * costs the same time, which a sender of single bytes would take from everybody else.
 */
const PIECES_FREE = 2048;
const PIECE_BYTES_MEAN_MIN = 64;

/** Less than any event, so that small bodies take little more than their bytes. */
const CAPACITY_BYTES_MIN = 1024;

export type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Why there is no body. `body_interrupted`: the sender hung up, or the runtime is stopping.
 * `body_in_crumbs`: more pieces than anybody makes of so few bytes. `overloaded`: other bodies take
 * the room that this one would need.
 */
export type BodyFault =
  | "body_too_large"
  | "body_timeout"
  | "body_interrupted"
  | "body_in_crumbs"
  | "overloaded";

export type BodyLimits = {
  /** A body of exactly this size is accepted. */
  readonly bytesMax: number;
  /** For the whole body: a sender that trickles must not hold a connection for as long as it likes. */
  readonly timeoutMs: number;
  /** Where the room for it comes from. */
  readonly seat: Pick<Seat, "hasRoom" | "reserve">;
};

type Reading =
  | { readonly ok: true; readonly body: Bytes }
  | { readonly ok: false; readonly fault: BodyFault };

/** What the runtimes' readers have in common. */
type Reader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;

export async function readBody(request: Request, limits: BodyLimits): Promise<Reading> {
  // Refused before reading: why take what we are going to throw away?
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > limits.bytesMax) return { ok: false, fault: "body_too_large" };
  if (!limits.seat.hasRoom(declared)) return { ok: false, fault: "overloaded" };
  if (declared > 0 && declared <= SEAT_BYTES) return readWhole(request, limits);
  if (request.body === null) return { ok: true, body: new Uint8Array() };

  const reader = request.body.getReader();
  let isLate = false;
  // Cancelling ends the read that waits. A race against a promise would do so too, but that promise
  // keeps a reaction of every read before it: a million for a million pieces.
  const timer = setTimeout(() => {
    isLate = true;
    abandon(reader);
  }, limits.timeoutMs);
  try {
    const reading = await collect(reader, limits);
    return isLate ? { ok: false, fault: "body_timeout" } : reading;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Lets the runtime collect a body that says how long it is, and is small: it needs a tenth of the time.
 *
 * No more is held than a seat has room for, whoever promised it: a runtime ends a body at its declared
 * length. Of larger ones and those in chunks each piece is looked at.
 */
async function readWhole(request: Request, { bytesMax, timeoutMs }: BodyLimits): Promise<Reading> {
  const { promise: late, resolve } = Promise.withResolvers<BodyFault>();
  const timer = setTimeout(resolve, timeoutMs, "body_timeout");
  const body = await Promise.race([
    request.arrayBuffer().catch((): BodyFault => "body_interrupted"),
    late,
  ]);
  clearTimeout(timer);
  if (!(body instanceof ArrayBuffer)) return { ok: false, fault: body };
  // One that somebody made, or unpacked, without an eye to its headers.
  if (body.byteLength > bytesMax) return { ok: false, fault: "body_too_large" };
  return { ok: true, body: new Uint8Array(body) };
}

/**
 * Copies every piece into one buffer that grows: a piece of one byte may be a view of 64 KiB.
 *
 * The buffer grows by what has come, never by what was declared: a promise costs its sender nothing.
 */
async function collect(reader: Reader, { bytesMax, seat }: BodyLimits): Promise<Reading> {
  let kept: Bytes = new Uint8Array();
  let length = 0;
  for (let pieces = 1; ; pieces += 1) {
    const next = await reader.read().catch(() => null);
    if (next === null) return { ok: false, fault: "body_interrupted" };
    if (next.done) return { ok: true, body: resize(kept, length) };

    const end = length + next.value.byteLength;
    if (end > bytesMax) return refuse(reader, "body_too_large");
    if (areCrumbs(pieces, end)) return refuse(reader, "body_in_crumbs");
    if (end > kept.byteLength) {
      const capacity = Math.min(Math.max(end, 2 * kept.byteLength, CAPACITY_BYTES_MIN), bytesMax);
      if (!seat.reserve(capacity)) return refuse(reader, "overloaded");
      kept = resize(kept, capacity);
    }
    kept.set(next.value, length);
    length = end;
  }
}

/** Says whether a body comes in more pieces than anybody makes of so few bytes. */
export function areCrumbs(pieces: number, bytes: number): boolean {
  return pieces > PIECES_FREE && bytes < pieces * PIECE_BYTES_MEAN_MIN;
}

/** Moves the bytes, so that the old buffer is free at once and not when it is collected. */
function resize(bytes: Bytes, byteLength: number): Bytes {
  return new Uint8Array(bytes.buffer.transfer(byteLength));
}

function refuse(reader: Reader, fault: BodyFault): Reading {
  abandon(reader);
  return { ok: false, fault };
}

/** Stops reading without waiting for it: a stalled sender may never let the cancellation finish. */
function abandon(reader: Reader): void {
  reader.cancel().catch(() => undefined);
}
