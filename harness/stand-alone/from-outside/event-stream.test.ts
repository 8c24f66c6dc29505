import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { eventsIn, type ServerSentEvent } from "./event-stream.ts";

async function read(chunks: readonly Uint8Array[]): Promise<readonly ServerSentEvent[]> {
  async function* bytes() {
    yield* chunks;
  }
  return Array.fromAsync(eventsIn(bytes()));
}

/** What an event's fields can hold: no line ends. */
const line = fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n\0\ufeff]/.test(text));

const events = fc.array(
  fc.record(
    { id: fc.option(line), event: line.filter((text) => text !== ""), data: line },
    { noNullPrototype: true },
  ),
);

function spelled({ id, event, data }: ServerSentEvent, end: string): string {
  const fields = [`event: ${event}`, ...(id === null ? [] : [`id: ${id}`]), `data: ${data}`];
  return `: a comment${end}${end}${fields.join(end)}${end}${end}`;
}

describe("eventsIn()", () => {
  test("reads what was written, wherever the stream is cut, between comments", () =>
    fc.assert(
      fc.asyncProperty(
        events,
        fc.constantFrom("\n", "\r\n"),
        fc.array(fc.nat({ max: 400 })),
        async (all, end, cuts) => {
          const bytes = new TextEncoder().encode(all.map((one) => spelled(one, end)).join(""));
          const at = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length].toSorted(
            (a, b) => a - b,
          );
          const chunks = at.map((cut, index) => bytes.slice(at[index - 1] ?? 0, cut));
          assert.deepEqual(await read(chunks), all);
        },
      ),
    ));

  test("takes several lines of data for one text, and a name that is not given for message", async () => {
    const bytes = new TextEncoder().encode("data: one\ndata:two\n\ndata: not ended");
    assert.deepEqual(await read([bytes]), [{ id: null, event: "message", data: "one\ntwo" }]);
  });

  test("gives up an event that never ends", async () => {
    const chunk = new TextEncoder().encode("x".repeat(1024 * 1024));
    await assert.rejects(read([chunk, chunk]), /no event ends/);
  });
});
