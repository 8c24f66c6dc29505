/** Reads bodies within a bound: of any message, and the exact bytes of a delivery (A10). @module */

import type { Refusal } from "./answers.ts";
import type { Bytes } from "./bytes.ts";

/** A backstop against exhausting memory: a receiver knows its own, tighter bound. */
export const BODY_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Takes a delivery's body, once its shape is worth the reading.
 *
 * Cheapest checks first; nothing is hashed here, and nothing inflated.
 *
 * @throws {TypeError} If somebody has read the body already: the bytes are gone.
 */
export async function readDelivery(request: Request): Promise<Bytes | Refusal> {
  if (request.bodyUsed) {
    throw new TypeError("Cannot read the delivery: expected a request whose body nobody has read");
  }
  if (request.method !== "POST") return "method_not_allowed";
  if (!isJson(request.headers.get("content-type"))) return "content_type_unsupported";
  if (!isPlain(request.headers.get("content-encoding"))) return "content_encoding_unsupported";

  try {
    return (await readBounded(request, BODY_BYTES_MAX)) ?? "body_too_large";
  } catch {
    // Whatever class a runtime gives it: the sender's connection broke, or we are stopping.
    return "body_unreadable";
  }
}

/**
 * Reads a body no further than it may be long, whatever length it declares.
 *
 * @param message A request or a response whose body nobody has read.
 * @returns Null if the body is longer than `bytesMax`; the rest of it is then left unread.
 * @throws If the stream breaks off.
 */
export async function readBounded(
  message: Pick<Request | Response, "body" | "headers">,
  bytesMax: number,
): Promise<Bytes | null> {
  if (Number(message.headers.get("content-length")) > bytesMax) {
    await message.body?.cancel();
    return null;
  }

  // One buffer that grows, not the pieces: each may be a view that keeps far more than its bytes.
  let kept: Bytes = new Uint8Array();
  let length = 0;
  for await (const chunk of message.body ?? []) {
    const end = length + chunk.length;
    if (end > bytesMax) return null; // leaving the loop cancels the stream
    if (end > kept.length) kept = resize(kept, Math.min(Math.max(end, 2 * kept.length), bytesMax));
    kept.set(chunk, length);
    length = end;
  }
  return resize(kept, length);
}

/** Moves the bytes, so that the old buffer is free at once and not when it is collected. */
function resize(bytes: Bytes, byteLength: number): Bytes {
  return new Uint8Array(bytes.buffer.transfer(byteLength));
}

function isJson(contentType: string | null): boolean {
  const [mediaType = ""] = (contentType ?? "").split(";");
  return mediaType.trim().toLowerCase() === "application/json";
}

function isPlain(contentEncoding: string | null): boolean {
  return contentEncoding === null || contentEncoding.trim().toLowerCase() === "identity";
}
