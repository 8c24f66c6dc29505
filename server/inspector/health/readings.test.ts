import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMetrics } from "../../metrics/metrics.ts";
import { readingsOf } from "./readings.ts";

describe("readingsOf()", () => {
  test("adds up a metric's labels, and gives means of what was measured", () => {
    const readings = new Map(
      readingsOf(
        [
          "# HELP webhook_shed_total Refused.",
          'webhook_shed_total{reason="bodies"} 2',
          'webhook_shed_total{reason="database"} 1000',
          'provider_read_duration_seconds_bucket{le="+Inf"} 4',
          'provider_read_duration_seconds_sum{result="200"} 0.5',
          'provider_read_duration_seconds_count{result="200"} 4',
          "process_resident_memory_bytes 104857600",
        ].join("\n"),
      ),
    );
    assert.equal(readings.get("Shed: refused for want of room"), "1,002");
    assert.equal(readings.get("State reads, mean"), "125 ms, of 4");
    assert.equal(readings.get("Memory"), "100 MiB");
    assert.equal(readings.get("Events a statement, mean"), null);
  });

  test("reads what the receiver's own metrics are called", async () => {
    const metrics = createMetrics();
    const { body } = await metrics.scrape();
    const readings = new Map(readingsOf(body));
    for (const name of ["Memory", "Running since", "Requests in flight", "Log lines dropped"]) {
      assert.notEqual(readings.get(name), null, name);
    }
    metrics.meters.batchBegan(3);
    metrics.meters.stateRead(0.1, "200");
    metrics.meters.databaseAnswered("reads", 0.1, null);
    const measured = new Map(readingsOf((await metrics.scrape()).body));
    assert.equal(measured.get("Events a statement, mean"), "3, of 1");
    assert.equal(measured.get("State reads, mean"), "100 ms, of 1");
    assert.equal(measured.get("Database work, mean"), "100 ms, of 1");
  });
});
