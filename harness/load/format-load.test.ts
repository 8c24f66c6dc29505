import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatLoad } from "./format-load.ts";
import type { LoadReport } from "./report.ts";

const HOLDS: LoadReport["steps"][number] = {
  offered: 400,
  acknowledged: 399,
  deliveries: 2000,
  refused: 0,
  unanswered: 0,
  latency: { p50: 1.5, p90: 4, p99: 20.25, max: 41 },
  lateMs: 1,
  holds: true,
  brokenBy: null,
};

const REPORT: LoadReport = {
  version: 1,
  target: "http://127.0.0.1:8080/webhooks",
  provider: "proxy",
  scheme: "t-v1",
  seconds: 5,
  connections: 64,
  bounds: { p99Ms: 500, refusedPercent: 1 },
  steps: [
    HOLDS,
    { ...HOLDS, offered: 800, refused: 900, latency: null, holds: false, brokenBy: "refusals" },
  ],
  sustainable: { perSecond: 400, limitedBy: "the receiver" },
  atHalf: { ...HOLDS, offered: 200 },
  buyers: { asked: 3000, redelivered: 0, wrong: 0, examples: [] },
};

describe("formatLoad()", () => {
  test("tells each rate, what can be sustained, and that every buyer was asked for", () => {
    assert.equal(
      formatLoad(REPORT),
      `http://127.0.0.1:8080/webhooks
proxy, t-v1: 64 connections, each rate for 5 s

offered/s  acknowledged/s  refused  unanswered  p50 ms  p99 ms
      400             399        0           0     1.5    20.3  holds
      800             399      900           0       -       -  too many refused

sustainable  400 deliveries a second
             p99 within 500 ms, at most 1 % refused or unanswered
at half      200/s: p50 1.5 ms, p90 4, p99 20.25, longest 41, from when each was
             to be sent
buyers       all 3000 have what they bought, once
`,
    );
  });

  test("names buyers who are wrong, and how many there are", () => {
    const examples = [{ buyer: "buyer_1_x", reason: "no record of psess_1" }];
    const text = formatLoad({
      ...REPORT,
      buyers: { asked: 3000, redelivered: 900, wrong: 7, examples },
    });
    assert.match(
      text,
      /^buyers {7}7 of 3000 do not have what they bought, or not once \(900 delivered\n {13}again, as any sender would\)\n {2}✗ buyer_1_x {2}no record of psess_1$/m,
    );
  });

  test("fits in 80 columns, whoever was the limit", () => {
    for (const limitedBy of ["the receiver", "--rate-max", "the harness itself"] as const) {
      for (const brokenBy of ["refusals", "latency", "the harness itself"] as const) {
        const steps = [{ ...HOLDS, offered: 10_000, acknowledged: 10_000, brokenBy }];
        const text = formatLoad({ ...REPORT, steps, sustainable: { perSecond: 9_999, limitedBy } });
        assert.deepEqual(
          text.split("\n").filter((line) => line.length > 80),
          [],
        );
      }
    }
  });

  for (const [name, sustainable, said] of [
    ["nothing held", null, "no rate that was tried"],
    ["no more was offered", { perSecond: 9, limitedBy: "--rate-max" }, "at least 9 [^]*--rate-max"],
    [
      "the harness came late",
      { perSecond: 9, limitedBy: "the harness itself" },
      "at least 9 [^]* harness[^]*itself",
    ],
  ] as const) {
    test(`says where ${name}`, () =>
      assert.match(
        formatLoad({ ...REPORT, sustainable }),
        new RegExp(`^sustainable  ${said}`, "m"),
      ));
  }
});
