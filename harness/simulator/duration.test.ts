import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { duration, passing } from "./duration.ts";

const DAY_MS = 86_400_000;

describe("duration()", () => {
  test("is in the units that a person counts in", () => {
    assert.equal(duration({ ms: 30 * DAY_MS }), "30 days");
    assert.equal(duration({ ms: DAY_MS + 3_600_000 + 120_000 + 1001 }), DAY_AND_REST);
    assert.equal(
      duration({ ms: 0, ns: 1_023_001 }),
      "1 millisecond, 23 microseconds, 1 nanosecond",
    );
    assert.equal(duration({ ms: 0, ns: 1_000_100_000 }), "1 second, 100 microseconds");
    assert.equal(duration({ ms: 0 }), "no time");
  });
});

const DAY_AND_REST = "1 day, 1 hour, 2 minutes, 1 second, 1 millisecond";

describe("passing()", () => {
  test("is a sentence", () => {
    assert.equal(passing({ do: "wait", ms: 30 * DAY_MS }), "30 days pass");
    assert.equal(passing({ do: "wait", ms: 1000 }), "1 second passes");
    assert.equal(passing({ do: "wait", ms: 1001 }), "1 second, 1 millisecond pass");
    assert.equal(passing({ do: "wait", ms: 0 }), "no time passes");
  });
});
