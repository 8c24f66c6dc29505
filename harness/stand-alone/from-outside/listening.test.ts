import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import type { DeliveryRecord } from "../record.ts";
import { NoSimulator } from "./asking.ts";
import { listen } from "./listening.ts";

const DELIVERY: DeliveryRecord = {
  number: 41,
  event: "evt_1",
  type: "proxy_session.paid",
  object: "psess_1",
  provider: "proxy",
  endpoint: "http://127.0.0.1:3000/webhook",
  attempt: 1,
  sentAt: "2026-11-27T12:00:00.000Z",
  answer: { words: "200", status: 200 },
  tookMs: 12,
  misbehaved: null,
};

/** Ends the last connection, when what it told was heard: what is on its way then may be lost. */
let breakOff = (): void => undefined;

/** Tells one delivery a connection, and begins with the next one. */
let answered: (string | undefined)[] = [];
let refusal: { readonly status: number; readonly body: string } | null = null;
const simulator = createServer(({ headers }, response) => {
  if (refusal !== null) return void response.writeHead(refusal.status).end(refusal.body);
  // Node types a header as a list where several were sent.
  const [known] = [headers["last-event-id"]].flat();
  answered.push(known);
  const number = Number(known ?? 40) + 1;
  response.writeHead(200, { "content-type": "text/event-stream" });
  const data = JSON.stringify({ ...DELIVERY, number });
  const odd = "event: delivery\ndata: no JSON\n\nevent: another\ndata: {}\n\n";
  const text = `${odd}event: delivery\nid: ${number}\ndata: ${data}\n\nevent: del`;
  response.write(text);
  breakOff = () => response.destroy();
});

let origin = "";
before(async () => {
  await new Promise<void>((resolve) => simulator.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is always of this shape: only a pipe's is a string.
  origin = `http://127.0.0.1:${(simulator.address() as AddressInfo).port}`;
});
after(() => {
  simulator.close();
  simulator.closeAllConnections();
});

describe("listen()", () => {
  test("goes on after the last that it heard where the connection breaks, and says so", async () => {
    const stop = new AbortController();
    answered = [];
    const numbers: number[] = [];
    const notes: string[] = [];
    const listening = listen(origin, stop.signal, {
      delivered: ({ number }) => {
        if (numbers.push(number) === 2) stop.abort(new Error("heard enough"));
        else breakOff();
      },
      note: (said) => notes.push(said),
    });
    await assert.rejects(listening, /heard enough/);
    assert.deepEqual(numbers, [41, 42]);
    assert.deepEqual(answered, [undefined, "41"]);
    assert.deepEqual(notes, [
      `listening to ${origin}, until Ctrl-C`,
      `the connection to ${origin} broke: connecting again`,
      "listening again",
    ]);
  });

  const refusals: readonly (readonly [status: number, body: string, said: RegExp])[] = [
    [503, '{"error":"too many listen already"}', /refuses: too many listen already/],
    [404, '{"error":"no_such_route"}', /is no simulator of this version/],
    [200, "<html>", /is no simulator of this version/],
  ];
  for (const [status, body, said] of refusals) {
    test(`says why it ends before it has begun: ${status} ${body}`, async () => {
      refusal = { status, body };
      const silent = { delivered: () => undefined, note: () => undefined };
      await assert.rejects(
        listen(origin, new AbortController().signal, silent),
        (error) => error instanceof NoSimulator && said.test(error.message),
      );
      refusal = null;
    });
  }
});
