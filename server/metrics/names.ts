/** Every metric that there is, as data: what a dashboard or an alert may ask for. @module */

/** In seconds, as OpenTelemetry has them for HTTP. */
const SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;

export type Metric = {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  /** Of a histogram. */
  readonly buckets?: readonly number[];
};

/**
 * Labels hold words of closed lists, status codes, and codes of errors: never an id, a buyer, or a type
 * of event.
 */
export const METRICS = {
  webhook_deliveries_total: {
    kind: "counter",
    help: "Deliveries whose signature held, by what came of them.",
    labels: ["provider", "outcome"],
  },
  webhook_refusals_total: {
    kind: "counter",
    help: "Requests turned away before anybody vouched for them, by route and by the check that did.",
    labels: ["route", "reason"],
  },
  webhook_conflicts_total: {
    kind: "counter",
    help: "Deliveries of an event id that had come before with another body.",
    labels: ["provider"],
  },
  webhook_event_age_seconds: {
    kind: "histogram",
    help: "From the sender's clock to ours, once an event was recorded for the first time.",
    labels: ["provider"],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 43_200, 86_400],
  },
  webhook_shed_total: {
    kind: "counter",
    help: "Requests answered 503 at once for want of room: bodies in flight, or the database.",
    labels: ["reason"],
  },
  webhook_batch_events: {
    kind: "histogram",
    help: "Events that one statement was to apply.",
    labels: [],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  },
  webhook_inbox_unapplied: {
    kind: "gauge",
    help: "Facts that wait for an invoice to be registered, among those in the log of deliveries.",
    labels: [],
  },
  webhook_inbox_unapplied_oldest_seconds: {
    kind: "gauge",
    help: "How long the oldest of those has waited; 0 where none does.",
    labels: [],
  },
  webhook_delivery_rows_total: {
    kind: "counter",
    help: "Rows for the log of deliveries, by whether they were written or dropped.",
    labels: ["result"],
  },
  webhook_delivery_rows_waiting: {
    kind: "gauge",
    help: "Rows that wait in memory to be written.",
    labels: [],
  },
  webhook_log_lines_dropped_total: {
    kind: "counter",
    help: "Lines that stdout did not take in time.",
    labels: [],
  },
  http_server_request_duration_seconds: {
    kind: "histogram",
    help: "Requests answered, by route. OpenTelemetry's http.server.request.duration.",
    labels: ["http_request_method", "http_route", "http_response_status_code"],
    buckets: SECONDS,
  },
  http_server_active_requests: {
    kind: "gauge",
    help: "Requests in flight.",
    labels: [],
  },
  provider_read_duration_seconds: {
    kind: "histogram",
    help: "Reads of a provider's state up to the answer's headers, by status or by what went wrong.",
    labels: ["provider", "result"],
    buckets: SECONDS,
  },
  db_client_operation_duration_seconds: {
    kind: "histogram",
    help: "Work done with a connection of a pool. OpenTelemetry's db.client.operation.duration.",
    labels: ["pool", "error_type"],
    buckets: [0.001, 0.0025, ...SECONDS],
  },
  webhook_build_info: {
    kind: "gauge",
    help: "1, with what runs here.",
    labels: ["version", "runtime", "runtime_version", "schema"],
  },
  process_start_time_seconds: {
    kind: "gauge",
    help: "When this process began, in Unix seconds.",
    labels: [],
  },
  process_resident_memory_bytes: {
    kind: "gauge",
    help: "Memory of this process.",
    labels: [],
  },
  process_cpu_seconds_total: {
    kind: "counter",
    help: "CPU time of this process, user and system.",
    labels: [],
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;
