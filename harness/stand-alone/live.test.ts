import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { DeliveryRecord } from "./record.ts";
import { type SimulatorUnderTest, startSimulator } from "./testing.ts";

let simulator: SimulatorUnderTest;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.close());

type Stream = {
  readonly response: Response;
  readonly next: () => Promise<{ id: string; type: string }>;
  readonly close: () => void;
};

/** Reads a stream as a client does: what begins with a colon is none of its business. */
async function listen(
  query = "",
  headers: Readonly<Record<string, string>> = {},
  url = simulator.url,
): Promise<Stream> {
  const end = new AbortController();
  const at = `${url}/simulator/live${query}`;
  const response = await fetch(at, { headers, signal: end.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const next = async () => {
    for (;;) {
      const [block, ...rest] = text.split("\n\n");
      if (block !== undefined && rest.length > 0) {
        text = rest.join("\n\n");
        if (block.startsWith(":")) continue;
        const fields = new Map(block.split("\n").map((line) => [line.split(": ")[0], line]));
        assert.equal(fields.get("event"), "event: delivery");
        const data = JSON.parse(fields.get("data")?.slice("data: ".length) ?? "");
        assert.equal(fields.get("id"), `id: ${data.number}`);
        return { id: String(data.number), type: data.type };
      }
      const read = await reader?.read();
      if (read === undefined || read.done) throw new Error("the stream has ended");
      text += read.value;
    }
  };
  return { response, next, close: () => end.abort() };
}

function buy() {
  return simulator.ask("/simulator/purchase", { buyer_reference: "user_live" });
}

describe("deliveries as they come", () => {
  test("are told to everyone who listens", async () => {
    const streams = [await listen(), await listen()];
    await buy();
    for (const stream of streams) {
      assert.equal(stream.response.headers.get("content-type"), "text/event-stream");
      const types = [(await stream.next()).type, (await stream.next()).type];
      assert.deepEqual(types.toSorted(), ["proxy_session.paid", "proxy_session.provisionable"]);
      stream.close();
    }
  });

  test("go on after the last that was heard, by either name for it", async () => {
    await buy();
    const { answer } = await simulator.ask("/simulator/deliveries");
    const numbers: readonly number[] = answer.deliveries.map((one: DeliveryRecord) => one.number);
    const known = numbers.at(-2);
    for (const stream of [
      await listen(`?since=${known}`),
      await listen("?since=0", { "last-event-id": String(known) }),
    ]) {
      assert.equal((await stream.next()).id, String(numbers.at(-1)));
      stream.close();
    }
  });

  test("begin nowhere but at a number", async () => {
    const response = await fetch(`${simulator.url}/simulator/live?since=yesterday`);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /since: expected the number of a delivery/);
  });

  test("are for so many listeners, and for others once one has gone", async () => {
    const streams: Stream[] = [];
    for (;;) {
      const stream = await listen();
      if (stream.response.status === 503) break;
      streams.push(stream);
    }
    assert.equal(streams.length, 32);
    streams[0]?.close();
    let again = await listen();
    while (again.response.status === 503) again = await listen();
    for (const stream of [...streams, again]) stream.close();
  });

  test("end with the simulator", async () => {
    const other = await startSimulator();
    const stream = await listen("", {}, other.url);
    const ended = assert.rejects(stream.next());
    await other.close();
    await ended;
  });
});
