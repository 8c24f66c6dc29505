import assert from "node:assert/strict";
import process from "node:process";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readBounded } from "./body.ts";

/** A message whose body comes in these pieces. */
function arrive(pieces: Iterable<Uint8Array<ArrayBuffer>>): Response {
  const remaining = pieces[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      const next = remaining.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
  return new Response(body);
}

describe("readBounded()", () => {
  test("keeps any bytes exactly, however they are cut into pieces", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1 })), async (pieces) => {
        const whole = Buffer.concat(pieces);
        const copies = pieces.map((piece) => new Uint8Array(piece));
        const read = await readBounded(arrive(copies), whole.length);
        assert.deepEqual(Buffer.from(read ?? []), whole);
        if (whole.length > 0) {
          assert.equal(await readBounded(arrive(copies), whole.length - 1), null);
        }
      }),
    ));

  test("keeps the bytes of many pieces, and not what each is a view of", async () => {
    const pieces = 16 * 1024;
    function* views() {
      for (let made = 0; made < pieces; made += 1)
        yield new Uint8Array(64 * 1024).fill(1).subarray(0, 1);
    }
    const before = process.memoryUsage().rss;
    const read = await readBounded(arrive(views()), pieces);
    assert.equal(read?.byteLength, pieces);
    // Together they are views of 1 GiB.
    assert.ok(process.memoryUsage().rss - before < 500_000_000);
  });
});
