import assert from "node:assert/strict";
import { test } from "node:test";
import { type Loaded, together } from "./wrk.ts";

const LOADED: Loaded = {
  acknowledged: 100,
  refused: 1,
  inFlight: 16,
  perSecond: 50,
  offered: null,
  p50Ms: 2,
  p99Ms: 9,
};

test("loads of two instances are added up, and the slower one's latencies told", () => {
  assert.deepEqual(together([LOADED, { ...LOADED, acknowledged: 80, perSecond: 40, p99Ms: 12 }]), {
    ...LOADED,
    acknowledged: 180,
    refused: 2,
    inFlight: 32,
    perSecond: 90,
    p99Ms: 12,
  });
});
