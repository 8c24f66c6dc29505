import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ANSWER_BYTES_MAX, HEAD_BYTES_MAX, type Reading, readAnswer } from "./wire-answer.ts";

/** Reads an answer to a POST, spelled one byte a character, on a connection still open. */
function read(text: string, { method = "POST", isEnded = false } = {}): Reading {
  return readAnswer(Buffer.from(text, "latin1"), { method }, isEnded);
}

/** The body of a complete answer, one byte a character. */
function bodyOf(reading: Reading): string {
  assert.equal(reading.kind, "complete");
  return Buffer.from(reading.answer.body).toString("latin1");
}

/** Spells an answer with this body, framed one way or the other. */
function spell(body: Buffer, framing: "length" | "chunked", chunkBytes: number): Buffer {
  const head = "HTTP/1.1 200 OK\r\nDate: now\r\n";
  if (framing === "length") {
    return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]);
  }
  const parts: Buffer[] = [Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`)];
  for (let at = 0; at < body.length; at += chunkBytes) {
    const chunk = body.subarray(at, at + chunkBytes);
    parts.push(Buffer.from(`${chunk.length.toString(16)};note=1\r\n`), chunk, Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from("0\r\nTrailer: last\r\n\r\n")]);
}

describe("readAnswer()", () => {
  test("waits for every byte of any answer, and then gives back its body", () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom("length", "chunked"),
        fc.integer({ min: 1, max: 20 }),
        (bytes, framing, chunkBytes) => {
          const whole = spell(Buffer.from(bytes), framing, chunkBytes);
          for (let length = 0; length < whole.length; length += 1) {
            const reading = readAnswer(whole.subarray(0, length), { method: "POST" }, true);
            assert.equal(reading.kind, "incomplete", `after ${length} of ${whole.length} bytes`);
          }
          const reading = readAnswer(whole, { method: "POST" }, false);
          assert.equal(bodyOf(reading), Buffer.from(bytes).toString("latin1"));
        },
      ),
    ));

  test("never throws, whatever follows a good start", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(
          "",
          "HTTP/1.1 200 OK\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        ),
        fc.array(fc.oneof(fc.constantFrom("\r\n", "\r\n\r\n", ":", "a", "0", "5"), fc.string())),
        fc.boolean(),
        (start, rest, isEnded) => void read(start + rest.join(""), { isEnded }),
      ),
    ));

  test("keeps every value of a repeated header, in order and without the space around it", () => {
    const reading = read(
      "HTTP/1.1 405 No\r\nAllow: POST\r\nALLOW:\t GET \r\nContent-Length: 0\r\n\r\n",
    );
    assert.equal(reading.kind, "complete");
    assert.equal(reading.answer.status, 405);
    assert.deepEqual(reading.answer.headers.get("allow"), ["POST", "GET"]);
  });

  test("reads a body that only the end of the connection delimits", () => {
    const text = "HTTP/1.0 200\r\n\r\nhello";
    assert.equal(read(text).kind, "incomplete");
    assert.equal(bodyOf(read(text, { isEnded: true })), "hello");
  });

  test("takes no body from an answer that has none by definition", () => {
    const length = "Content-Length: 5\r\n\r\n";
    assert.equal(bodyOf(read(`HTTP/1.1 204 No Content\r\n${length}`)), "");
    assert.equal(bodyOf(read(`HTTP/1.1 304 Not Modified\r\n${length}`)), "");
    assert.equal(bodyOf(read(`HTTP/1.1 200 OK\r\n${length}`, { method: "HEAD" })), "");
    assert.equal(read(`HTTP/1.1 200 OK\r\n${length}`).kind, "incomplete");
  });

  test("skips interim answers, however many", () => {
    const interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n";
    assert.equal(read(interim).kind, "incomplete");
    assert.equal(bodyOf(read(`${interim}HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx`)), "x");
  });

  test("leaves alone what follows the body", () => {
    assert.equal(bodyOf(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500")), "ok");
  });

  for (const [name, text] of [
    ["another protocol, from its first byte", "S"],
    ["a version that we did not ask for", "HTTP/2 200 OK\r\n\r\n"],
    ["a status that is not a number", "HTTP/1.1 OK\r\n\r\n"],
    ["a header without a colon", "HTTP/1.1 200 OK\r\nallow\r\n\r\n"],
    ["a bare line feed in a header", "HTTP/1.1 200 OK\r\nAllow: a\nb\r\n\r\n"],
    [
      "two lengths that disagree",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ],
    ["a length that is not plain digits", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n"],
    ["an encoding that was not asked for", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"],
    ["a chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
    ["a chunk of another size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc"],
    ["headers without end", `HTTP/1.1 200 OK\r\nA: ${"a".repeat(HEAD_BYTES_MAX)}`],
    ["a body without end", `HTTP/1.1 200 OK\r\n\r\n${"a".repeat(ANSWER_BYTES_MAX)}`],
  ] as const) {
    test(`calls malformed ${name}`, () => assert.equal(read(text).kind, "malformed"));
  }
});
