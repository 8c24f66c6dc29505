import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { joinPieces } from "./join-pieces.ts";

function incoming(): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.on("error", () => undefined);
  joinPieces(request);
  return request;
}

describe("joinPieces()", () => {
  test("hands on what comes in one go as one piece, exactly, and then the end", async () => {
    const request = incoming();
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    const ended = new Promise((resolve) => request.once("end", resolve));
    for (const text of ["a", "", "bc"]) request.push(Buffer.from(text));
    await setImmediate();
    request.push(Buffer.alloc(5_000, "d"));
    request.push(Buffer.from("e"));
    request.push(null);
    await ended;
    assert.deepEqual(
      pieces.map((piece) => piece.length),
      [3, 5_001],
    );
    assert.equal(Buffer.concat(pieces).toString(), `abc${"d".repeat(5_000)}e`);
  });

  test("takes 2,048 pieces of a byte, and ends a request of one more", () => {
    const request = incoming();
    for (let piece = 0; piece < 2048; piece += 1) request.push(Buffer.from("x"));
    assert.equal(request.destroyed, false);
    request.push(Buffer.from("x"));
    assert.equal(request.destroyed, true);
  });
});
