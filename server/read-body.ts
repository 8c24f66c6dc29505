/**
 * Reads the exact bytes of a delivery, and no more of them than we are willing to hold.
 *
 * STATE step 1. The signature is over bytes; text would already have lost some of them.
 *
 * @module
 */

export type Bytes = Uint8Array<ArrayBuffer>;

/** Why there is no body. `body_interrupted`: the sender hung up, or the runtime is stopping. */
export type BodyFault = "body_too_large" | "body_timeout" | "body_interrupted";

export type BodyLimits = {
  /** A body of exactly this size is accepted. */
  readonly bytesMax: number;
  /** For the whole body: a sender that trickles must not hold a connection for as long as it likes. */
  readonly timeoutMs: number;
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
  if (request.body === null) return { ok: true, body: new Uint8Array() };

  const reader = request.body.getReader();
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), limits.timeoutMs);
  try {
    return await collect(reader, late, limits.bytesMax);
  } finally {
    clearTimeout(timer);
  }
}

async function collect(reader: Reader, late: Promise<"late">, bytesMax: number): Promise<Reading> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const next = await Promise.race([reader.read().catch(() => "interrupted" as const), late]);
    if (next === "interrupted") return { ok: false, fault: "body_interrupted" };
    if (next === "late") return abandon(reader, "body_timeout");
    if (next.done) return { ok: true, body: concatenate(chunks, length) };

    length += next.value.byteLength;
    if (length > bytesMax) return abandon(reader, "body_too_large");
    chunks.push(next.value);
  }
}

/** Stops reading without waiting for it: a stalled sender may never let the cancellation finish. */
function abandon(reader: Reader, fault: BodyFault): Reading {
  reader.cancel().catch(() => undefined);
  return { ok: false, fault };
}

function concatenate(chunks: readonly Uint8Array[], length: number): Bytes {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
