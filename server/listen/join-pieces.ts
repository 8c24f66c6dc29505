/** Hands on what one read of a socket brought as one piece, however its sender cut it. @module */

import type { IncomingMessage } from "node:http";
import { areCrumbs } from "../read-body.ts";

/**
 * Lets a request's body arrive by reads, not by the chunks of its sender, and ends one in crumbs.
 *
 * Node's parser makes a buffer of every chunk, some 700 bytes for one, and counts bytes alone when
 * it holds back. The chunks of one read are parsed in one go; until that is over they are copied
 * together, so that none of those buffers waits for a reader.
 */
export function joinPieces(request: IncomingMessage): void {
  const push = request.push.bind(request);
  let joined = Buffer.alloc(0);
  let length = 0;
  let pieces = 0;
  let bytes = 0;
  let isWanted = true;

  const flush = (): void => {
    if (length === 0) return;
    const piece = joined.subarray(0, length);
    joined = Buffer.alloc(0);
    length = 0;
    isWanted = push(piece);
  };

  request.push = (piece: unknown, encoding?: BufferEncoding): boolean => {
    if (!Buffer.isBuffer(piece)) {
      flush();
      return push(piece, encoding); // null: the end
    }
    if (request.destroyed) return false;
    pieces += 1;
    bytes += piece.length;
    if (areCrumbs(pieces, bytes)) {
      request.destroy(); // unanswered: what follows of this read is parsed in any case
      return false;
    }
    if (length === 0) process.nextTick(flush);
    const end = length + piece.length;
    if (end > joined.length) {
      const larger = Buffer.alloc(Math.max(end, 2 * joined.length));
      joined.copy(larger, 0, 0, length);
      joined = larger;
    }
    piece.copy(joined, length);
    length = end;
    // Of the read before: false makes the parser wait until that has been taken.
    return isWanted;
  };
}
