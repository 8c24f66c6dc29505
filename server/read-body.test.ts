import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readBody } from "./read-body.ts";

const LIMITS = { bytesMax: 8, timeoutMs: 60_000 };

/** A request whose body arrives in these chunks; then `after` says how it goes on. */
function deliver(
  chunks: readonly Uint8Array[],
  after: "end" | "stall" | "break" = "end",
  headers: Readonly<Record<string, string>> = {},
): Request {
  const remaining = [...chunks];
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const next = remaining.shift();
      if (next !== undefined) return controller.enqueue(next);
      if (after === "end") return controller.close();
      if (after === "break") return controller.error(new Error("connection reset"));
      return new Promise(() => undefined);
    },
  });
  return new Request("http://localhost/", { method: "POST", body, headers, duplex: "half" });
}

describe("readBody()", () => {
  test("keeps any bytes exactly, however they are cut into chunks", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1 })), async (chunks) => {
        const reading = await readBody(deliver(chunks), { ...LIMITS, bytesMax: 1_000_000 });
        assert.ok(reading.ok);
        assert.deepEqual(Buffer.from(reading.body), Buffer.concat(chunks));
      }),
    ));

  test("takes a request without a body for an empty one", async () => {
    const reading = await readBody(new Request("http://localhost/", { method: "POST" }), LIMITS);
    assert.deepEqual(reading, { ok: true, body: new Uint8Array() });
  });

  test("accepts a body of exactly the limit, and refuses one byte more", async () => {
    assert.ok((await readBody(deliver([new Uint8Array(5), new Uint8Array(3)]), LIMITS)).ok);
    assert.deepEqual(await readBody(deliver([new Uint8Array(5), new Uint8Array(4)]), LIMITS), {
      ok: false,
      fault: "body_too_large",
    });
  });

  test("refuses a declared length over the limit without waiting for a byte", async () => {
    const request = deliver([], "stall", { "content-length": "9" });
    assert.deepEqual(await readBody(request, LIMITS), { ok: false, fault: "body_too_large" });
  });

  test("gives up on a body that stops arriving", async () => {
    const request = deliver([new Uint8Array(5)], "stall");
    assert.deepEqual(await readBody(request, { ...LIMITS, timeoutMs: 10 }), {
      ok: false,
      fault: "body_timeout",
    });
  });

  test("reports a body that breaks off", async () => {
    const request = deliver([new Uint8Array(5)], "break");
    assert.deepEqual(await readBody(request, LIMITS), { ok: false, fault: "body_interrupted" });
  });
});
