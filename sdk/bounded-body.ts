/** Reads a body no further than it may be long, whatever length it declares. @module */

import { type Bytes, concat } from "./bytes.ts";

/**
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

  const chunks: Bytes[] = [];
  let length = 0;
  for await (const chunk of message.body ?? []) {
    length += chunk.length;
    if (length > bytesMax) return null; // leaving the loop cancels the stream
    chunks.push(chunk);
  }
  return concat(chunks);
}
