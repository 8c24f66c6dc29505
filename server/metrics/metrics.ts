/**
 * What the receiver does, in numbers, for whoever scrapes them.
 *
 * Recorded only where somebody made this, and answered by whoever serves it: the webhook's address never
 * does.
 *
 * @module
 */

import process from "node:process";
import type { Arrival, Note, Onlooker } from "../arrival.ts";
import { methodName } from "../arrived/rows.ts";
import { OverloadError } from "../database-error.ts";
import type { Meters } from "../meters.ts";
import { judge, type Verdict } from "../verdict.ts";
import { describeBuild } from "./build.ts";
import { createInstruments, type Instruments } from "./registry.ts";
import { addSources, type Sources } from "./sources.ts";

/** Of a delivery that was let in, and then found no place in time. */
const OVERLOADED = new OverloadError().code;

export type Metrics = Onlooker & {
  /** For what else can be told. */
  readonly meters: Meters;
  /** Adds what is asked at each scrape. */
  readonly watch: (sources: Sources) => void;
  /** In Prometheus' text format, with the content type that it insists on. */
  readonly scrape: () => Promise<{ readonly body: string; readonly contentType: string }>;
};

export function createMetrics(): Metrics {
  const instruments = createInstruments();
  const active = instruments.gauge("http_server_active_requests");
  const countRequest = requestCounter(instruments);
  const countVerdict = verdictCounter(instruments);
  instruments.gauge("webhook_build_info").set(describeBuild(), 1);
  const askProcess = addProcess(instruments);
  let sources: Sources = {};
  const ask = addSources(instruments, () => sources);
  return {
    began: () => active.inc(),
    answered: (arrival) => {
      active.dec();
      countRequest(arrival);
      countVerdict(judge(arrival), arrival.learned.note);
    },
    meters: createMeters(instruments),
    watch: (more) => {
      sources = { ...sources, ...more };
    },
    scrape: async () => {
      askProcess();
      await ask();
      const { registry } = instruments;
      return { body: await registry.metrics(), contentType: registry.contentType };
    },
  };
}

function requestCounter({ histogram }: Instruments): (arrival: Arrival) => void {
  const duration = histogram("http_server_request_duration_seconds");
  return ({ method, status, durationMs, learned }) => {
    const labels = {
      http_request_method: methodName(method),
      http_route: learned.route,
      http_response_status_code: status,
    };
    duration.observe(labels, durationMs / 1000);
  };
}

function verdictCounter({
  counter,
  histogram,
}: Instruments): (verdict: Verdict, note: Note) => void {
  const deliveries = counter("webhook_deliveries_total");
  const refusals = counter("webhook_refusals_total");
  const conflicts = counter("webhook_conflicts_total");
  const shed = counter("webhook_shed_total");
  const ages = histogram("webhook_event_age_seconds");
  return (verdict, { code }) => {
    if (verdict.kind === "neither") return;
    if (verdict.kind === "refusal") {
      const { route, reason } = verdict;
      refusals.inc({ route, reason });
      if (reason === "overloaded") shed.inc({ reason: "bodies" });
      if (reason === "database_overloaded") shed.inc({ reason: "database" });
      return;
    }
    const { delivery, outcome } = verdict;
    const { provider } = delivery;
    deliveries.inc({ provider, outcome });
    if (code === OVERLOADED) shed.inc({ reason: "database" });
    if (delivery.isConflict) conflicts.inc({ provider });
    if (outcome === "refused" || outcome === "duplicate") return; // not recorded now
    const occurredAt = delivery.said()?.occurredAt;
    if (occurredAt)
      ages.observe({ provider }, Math.max(0, (Date.now() - Number(occurredAt)) / 1000));
  };
}

function createMeters({ histogram }: Instruments): Meters {
  const operations = histogram("db_client_operation_duration_seconds");
  const batches = histogram("webhook_batch_events");
  const reads = histogram("provider_read_duration_seconds");
  return {
    databaseAnswered: (pool, seconds, fault) =>
      operations.observe({ pool, error_type: fault ?? "" }, seconds),
    batchBegan: (events) => batches.observe(events),
    stateRead: (seconds, result) => reads.observe({ provider: "proxy", result }, seconds),
  };
}

/** What the library's own default metrics would tell as well, among forty others of one runtime's. */
function addProcess({ counter, gauge }: Instruments): () => void {
  const startedAt = Date.now() / 1000 - process.uptime();
  gauge("process_start_time_seconds").set(startedAt);
  const memory = gauge("process_resident_memory_bytes");
  const cpu = counter("process_cpu_seconds_total");
  return () => {
    memory.set(process.memoryUsage().rss);
    const { user, system } = process.cpuUsage();
    cpu.reset();
    cpu.inc((user + system) / 1e6);
  };
}
