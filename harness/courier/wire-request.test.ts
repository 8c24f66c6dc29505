import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import { encodeBody, encodeHead, encodePieces, type WireRequest } from "./wire-request.ts";

const REQUEST: WireRequest = {
  method: "POST",
  url: new URL("http://localhost:8080/hook?a=b#c"),
  headers: [],
  body: Buffer.from("{}"),
};

/** The lines of the head, one byte a character, without the blank one. */
function linesOf(change: Partial<WireRequest>): readonly string[] {
  const head = encodeHead({ ...REQUEST, ...change }).toString("latin1");
  assert.ok(head.endsWith("\r\n\r\n"));
  return head.slice(0, -4).split("\r\n");
}

describe("encodeHead()", () => {
  test("adds what a request can't go without", () => {
    assert.deepEqual(linesOf({}), [
      "POST /hook?a=b HTTP/1.1",
      "Host: localhost:8080",
      "Connection: close",
      "Content-Length: 2",
    ]);
  });

  test("sends headers in their order and spelling, repeats and odd bytes included", () => {
    const headers = [
      ["X-A", "1"],
      ["x-a", " 2\xff"],
      ["X-A", ""],
    ] as const;
    assert.deepEqual(linesOf({ headers }).slice(-3), ["X-A: 1", "x-a:  2\xff", "X-A: "]);
  });

  test("adds nothing that the request names itself", () => {
    const headers = [
      ["HOST", "a"],
      ["connection", "b"],
      ["content-length", "c"],
    ] as const;
    assert.deepEqual(linesOf({ headers }).slice(1), [
      "HOST: a",
      "connection: b",
      "content-length: c",
    ]);
  });

  test("announces the framing asked for, true or not", () => {
    assert.equal(linesOf({ framing: "chunked" }).at(-1), "Transfer-Encoding: chunked");
    assert.equal(linesOf({ framing: { declaredLength: 9 } }).at(-1), "Content-Length: 9");
  });

  test("refuses a character that would turn into another byte", () => {
    assert.throws(() => encodeHead({ ...REQUEST, headers: [["a", "\u010a"]] }), RangeError);
  });
});

describe("encodeBody()", () => {
  test("leaves the body alone unless it goes in chunks", () => {
    assert.equal(encodeBody({ ...REQUEST, framing: { declaredLength: 9 } }), REQUEST.body);
  });

  test("splits a long body into several chunks, and ends it", () => {
    const body = Buffer.alloc(16 * 1024 + 3, "a");
    const chunked = Buffer.from(encodeBody({ ...REQUEST, body, framing: "chunked" })).toString();
    assert.equal(chunked, `4000\r\n${"a".repeat(16 * 1024)}\r\n3\r\naaa\r\n0\r\n\r\n`);
  });
});

describe("encodePieces()", () => {
  const textsOf = (change: Partial<WireRequest>) =>
    encodePieces({ ...REQUEST, body: Buffer.from("abcd"), ...change }).map(String);

  test("cuts a body where it is told to, and loses nothing", () => {
    assert.deepEqual(textsOf({ cuts: [1, 3] }), ["a", "bc", "d"]);
    assert.deepEqual(textsOf({}), ["abcd"]);
  });

  test("makes a chunk of each piece", () => {
    const pieces = textsOf({ cuts: [1], framing: "chunked" });
    assert.deepEqual(pieces, ["1\r\na\r\n", "3\r\nbcd\r\n", "0\r\n\r\n"]);
  });
});
