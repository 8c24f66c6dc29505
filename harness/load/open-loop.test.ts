import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Clock, openLoop } from "./open-loop.ts";

const signal = new AbortController().signal;

/** A clock that passes only where somebody waits for it. */
function virtualClock(): Clock & { readonly pass: (milliseconds: number) => void } {
  let now = 1000;
  return {
    now: () => now,
    wait: async (milliseconds) => {
      now += milliseconds;
    },
    pass: (milliseconds) => {
      now += milliseconds;
    },
  };
}

describe("openLoop()", () => {
  test("sends each when it is due, and waits for none of the answers", async () => {
    const clock = virtualClock();
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const sentAt: number[] = [];
    const arrivals = await openLoop(
      { ratePerSecond: 100, count: 5, signal },
      async (ordinal) => {
        sentAt.push(clock.now());
        if (ordinal === 4) answer();
        await answered;
        return ordinal;
      },
      clock,
    );
    assert.deepEqual(sentAt, [1000, 1010, 1020, 1030, 1040]);
    assert.deepEqual(
      arrivals.map(({ outcome, latencyMs }) => [outcome, latencyMs]),
      [
        [0, 40],
        [1, 30],
        [2, 20],
        [3, 10],
        [4, 0],
      ],
    );
  });

  test("counts a latency from when it was due, however late it was sent", async () => {
    const clock = virtualClock();
    const arrivals = await openLoop(
      { ratePerSecond: 1000, count: 4, signal },
      async (ordinal) => {
        if (ordinal === 0) clock.pass(50); // we ourselves were held up
      },
      clock,
    );
    assert.deepEqual(
      arrivals.map(({ lateMs }) => lateMs),
      [0, 50, 49, 48],
    );
    assert.ok(arrivals.every(({ lateMs, latencyMs }) => latencyMs >= lateMs));
    assert.ok((arrivals[0]?.latencyMs ?? 0) >= 50);
  });

  test("ends by its signal, and by what sending throws", async () => {
    const stopped = AbortSignal.abort(new Error("enough"));
    await assert.rejects(
      openLoop({ ratePerSecond: 1, count: 1, signal: stopped }, async () => 0),
      { message: "enough" },
    );
    await assert.rejects(
      openLoop({ ratePerSecond: 1000, count: 1e9, signal }, () =>
        Promise.reject(new Error("a bug")),
      ),
      { message: "a bug" },
    );
  });
});
