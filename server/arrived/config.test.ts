import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createEnvironmentReader, type Environment } from "../environment.ts";
import { readArrived } from "./config.ts";

function read(env: Environment) {
  const reader = createEnvironmentReader(env);
  return { config: readArrived(reader), problems: reader.problems };
}

describe("readArrived()", () => {
  test("keeps nothing unless it is told to", () => {
    assert.deepEqual(read({}), { config: null, problems: [] });
    assert.deepEqual(read({ DELIVERY_LOG_DAYS: "7" }), { config: null, problems: [] });
  });

  test("captures nothing unless it is told to", () => {
    assert.equal(read({ DELIVERY_LOG: "on" }).config?.capture, "off");
    assert.equal(read({ DELIVERY_LOG: "on", CAPTURE: "bodies" }).config?.capture, "bodies");
  });

  test("refuses to capture where nothing is kept, and what it can't tell", () => {
    for (const env of [
      { CAPTURE: "bodies" },
      { DELIVERY_LOG: "yes" },
      { DELIVERY_LOG: "on", CAPTURE: "all" },
      { DELIVERY_LOG: "on", DELIVERY_LOG_DAYS: "0" },
      { DELIVERY_LOG: "on", DELIVERY_LOG_ROWS: "10" },
      { DELIVERY_LOG: "on", CAPTURE_BYTES: "10000000" },
    ]) {
      assert.equal(read(env).problems.length, 1, JSON.stringify(env));
    }
  });
});
