import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { applied, refused } from "../arrived/testing.ts";
import { connect } from "../database.ts";
import { openPools } from "../pools.ts";
import { deliver, eventOf, sessionOf, type WireObject } from "../proxy/testing.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestReceiver } from "../testing/receiver.ts";
import { SCHEMA, VERSION } from "./build.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { METRICS } from "./names.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(4);
});
after(() => database.drop());

type Series = Readonly<Record<string, number>>;

/** @returns The value of each series that a scrape has, by its name with its labels. */
async function scrape(metrics: Metrics): Promise<Series> {
  const { body } = await metrics.scrape();
  const lines = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** @returns Metrics of a receiver that was sent `requests`, one after the other. */
async function measured(requests: (objects: Map<string, WireObject>) => readonly Request[]) {
  const metrics = createMetrics();
  const pools = openPools((max) => connect(database.url, { poolMax: max, prepare: true }), {
    deliveriesMax: 2,
    now: () => performance.now(),
    meters: metrics.meters,
  });
  const receiver = await createTestReceiver(pools, [], {
    onlookers: [metrics],
    meters: metrics.meters,
  });
  for (const request of requests(receiver.objects)) await receiver.fetch(request);
  await pools.end(1);
  return metrics;
}

describe("createMetrics()", () => {
  test("counts deliveries by outcome, refusals by reason, and how long each took", async () => {
    const object = sessionOf("psess_1");
    const body = eventOf(object);
    const metrics = await measured((objects) => {
      objects.set(object.id, object);
      return [
        deliver(body),
        deliver(body),
        deliver(` ${body}`),
        deliver(body, { secret: "a-forger's-secret-for-tests-only" }),
        new Request("http://localhost/elsewhere"),
      ];
    });
    const series = await scrape(metrics);
    const proxy = 'provider="proxy"';
    const expected: Series = {
      [`webhook_deliveries_total{${proxy},outcome="applied"}`]: 1,
      [`webhook_deliveries_total{${proxy},outcome="duplicate"}`]: 2,
      [`webhook_conflicts_total{${proxy}}`]: 1,
      'webhook_refusals_total{route="proxy",reason="signature_mismatch"}': 1,
      'webhook_refusals_total{route="none",reason="not_found"}': 1,
      [`webhook_event_age_seconds_count{${proxy}}`]: 1,
      'http_server_request_duration_seconds_count{http_request_method="POST",http_route="proxy",http_response_status_code="200"}': 3,
      'http_server_request_duration_seconds_count{http_request_method="GET",http_route="none",http_response_status_code="404"}': 1,
      http_server_active_requests: 0,
      webhook_batch_events_count: 3,
      'db_client_operation_duration_seconds_count{pool="deliveries",error_type=""}': 5,
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(series[name], value, name);
  });

  test("has the metrics of the list, each with its kind, and no other", async () => {
    const metrics = createMetrics();
    metrics.watch({
      rows: () => ({ written: 3, dropped: 2, waiting: 1 }),
      unapplied: async () => ({ count: 1, oldestSeconds: 60 }),
      linesDropped: () => 4,
    });
    const { body, contentType } = await metrics.scrape();
    assert.equal(contentType, "text/plain; version=0.0.4; charset=utf-8");
    const kinds = [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [
      name,
      kind,
    ]);
    assert.deepEqual(
      kinds.toSorted(),
      Object.entries(METRICS)
        .map(([name, { kind }]) => [name, kind])
        .toSorted(),
    );
    const series = await scrape(metrics);
    assert.equal(series["webhook_log_lines_dropped_total"], 4);
    assert.equal(series['webhook_delivery_rows_total{result="dropped"}'], 2);
    assert.equal(series["webhook_inbox_unapplied_oldest_seconds"], 60);
    const again = await scrape(metrics);
    assert.equal(again["webhook_log_lines_dropped_total"], 4); // a total, however often it is asked
  });

  test("has no figure for what the database can't tell", async () => {
    const metrics = createMetrics();
    metrics.watch({ unapplied: () => Promise.reject(new Error("away")) });
    const series = await scrape(metrics);
    assert.ok(!("webhook_inbox_unapplied" in series));
  });

  test("has no label that a stranger or a sender could make up", async () => {
    const metrics = createMetrics();
    const odd = 'a"b\n\u202e';
    for (const arrival of [
      applied(odd, { method: odd, path: odd }),
      refused({ method: odd, path: odd, requestId: odd }),
    ]) {
      metrics.answered(arrival);
    }
    const { body } = await metrics.scrape();
    assert.match(body, /http_request_method="_OTHER"/);
    assert.doesNotMatch(body, /\u202e|a\\"b/);
  });

  test("tells what runs here, as the project and its migrations have it", async () => {
    const migrations = await readdir(new URL("../migrations/", import.meta.url));
    assert.equal(SCHEMA, migrations.toSorted().at(-1)?.slice(0, 4));
    const series = await scrape(createMetrics());
    const [name] = Object.keys(series).filter((one) => one.startsWith("webhook_build_info"));
    assert.match(name ?? "", new RegExp(`version="${VERSION}",runtime="(bun|deno|node)"`));
  });
});
