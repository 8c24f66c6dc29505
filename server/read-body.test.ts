import assert from "node:assert/strict";
import process from "node:process";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createBodyBudget, SEAT_BYTES } from "./body-budget.ts";
import { readBody } from "./read-body.ts";

/** Takes all that it is asked for. */
const seat = { hasRoom: () => true, reserve: () => true };

const LIMITS = { bytesMax: 8, timeoutMs: 60_000, seat };

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

/** A request whose body is made as it is read. */
function deliverPieces(pieces: number, make: () => Uint8Array): Request {
  let made = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      made += 1;
      if (made > pieces) controller.close();
      else controller.enqueue(make());
    },
  });
  return new Request("http://localhost/", { method: "POST", body, duplex: "half" });
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

  test("keeps the bytes of many pieces, and not what each is a view of", async () => {
    const pieces = 16 * 1024;
    const before = process.memoryUsage().rss;
    const request = deliverPieces(pieces, () => new Uint8Array(64 * 1024).fill(1).subarray(0, 64));
    const reading = await readBody(request, { ...LIMITS, bytesMax: 64 * pieces });
    assert.ok(reading.ok);
    assert.equal(reading.body.byteLength, 64 * pieces);
    // Together they are views of 1 GiB.
    assert.ok(process.memoryUsage().rss - before < 500_000_000);
  });

  test("takes 2,048 pieces of a byte, and refuses one more", async () => {
    const limits = { ...LIMITS, bytesMax: 1_000_000 };
    assert.ok(
      (
        await readBody(
          deliverPieces(2048, () => new Uint8Array(1)),
          limits,
        )
      ).ok,
    );
    const crumbs = deliverPieces(2049, () => new Uint8Array(1));
    assert.deepEqual(await readBody(crumbs, limits), { ok: false, fault: "body_in_crumbs" });
  });

  test("keeps any small body exactly that says how long it is", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1 })), async (chunks) => {
        const whole = Buffer.concat(chunks);
        const request = deliver(chunks, "end", { "content-length": String(whole.length) });
        const reading = await readBody(request, { ...LIMITS, bytesMax: 1_000_000 });
        assert.ok(reading.ok);
        assert.deepEqual(Buffer.from(reading.body), whole);
      }),
    ));

  test("believes no length: what breaks off, or turns out too long, is refused all the same", async () => {
    const says = { "content-length": "5" };
    assert.deepEqual(await readBody(deliver([new Uint8Array(2)], "break", says), LIMITS), {
      ok: false,
      fault: "body_interrupted",
    });
    assert.deepEqual(await readBody(deliver([new Uint8Array(9)], "end", says), LIMITS), {
      ok: false,
      fault: "body_too_large",
    });
  });

  test("doesn't begin to read what promises more than there is room for", async () => {
    const limits = { ...LIMITS, seat: { ...seat, hasRoom: (bytes: number) => bytes < 5 } };
    const promising = (bytes: string) => deliver([], "stall", { "content-length": bytes });
    const refused = await readBody(promising("5"), limits);
    assert.deepEqual(refused, { ok: false, fault: "overloaded" });
    const kept = await readBody(promising("4"), { ...limits, timeoutMs: 1 });
    assert.deepEqual(kept, { ok: false, fault: "body_timeout" });
  });

  test("asks for room as bytes come, not as they are promised, nor beyond the limit", async () => {
    const asked: number[] = [];
    const reserve = (bytes: number) => asked.push(bytes) > 0;
    const chunks = [new Uint8Array(5_000), new Uint8Array(1), new Uint8Array(4_999)];
    const limits = { ...LIMITS, bytesMax: 10_000, seat: { ...seat, reserve } };
    const reading = await readBody(deliver(chunks, "end", { "content-length": "10000" }), limits);
    assert.ok(reading.ok);
    assert.equal(reading.body.buffer.byteLength, 10_000);
    assert.deepEqual(asked, [5_000, 10_000]);
  });

  test("refuses a body at once for which there is no room", async () => {
    const tight = createBodyBudget(1, 0).takeSeat();
    assert.ok(tight !== null);
    const limits = { ...LIMITS, bytesMax: 2 * SEAT_BYTES, seat: tight };
    assert.ok((await readBody(deliver([new Uint8Array(SEAT_BYTES)]), limits)).ok);
    const request = deliver([new Uint8Array(SEAT_BYTES), new Uint8Array(1)], "stall");
    assert.deepEqual(await readBody(request, limits), { ok: false, fault: "overloaded" });
  });
});
