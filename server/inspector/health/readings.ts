/** What this instance's own metrics say, in the few figures that a person asks for. Pure. @module */

/** A line of Prometheus' text format; labels are added up. */
const LINE = /^(\w+)(?:\{.*\})? (\S+)$/;

/** A figure by its name; `null` where there is nothing to tell it by. */
export type Readings = readonly (readonly [name: string, value: string | null])[];

export function readingsOf(exposition: string): Readings {
  const sums = new Map<string, number>();
  for (const line of exposition.split("\n")) {
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  const number = (name: string): string | null => {
    const value = sums.get(name);
    return value === undefined ? null : value.toLocaleString("en");
  };
  const mean = (name: string, factor: number, unit: string): string | null => {
    const count = sums.get(`${name}_count`) ?? 0;
    if (count === 0) return null;
    const value = ((sums.get(`${name}_sum`) ?? 0) / count) * factor;
    return `${value.toLocaleString("en", { maximumFractionDigits: 1 })}${unit}, of ${count.toLocaleString("en")}`;
  };
  const memory = sums.get("process_resident_memory_bytes");
  const started = sums.get("process_start_time_seconds");
  return [
    ["Memory", memory === undefined ? null : `${Math.round(memory / 1024 / 1024)} MiB`],
    [
      "Running since",
      started === undefined
        ? null
        : new Date(started * 1000).toISOString().slice(0, 19).replace("T", " "),
    ],
    ["Requests in flight", number("http_server_active_requests")],
    ["Shed: refused for want of room", number("webhook_shed_total")],
    ["State reads, mean", mean("provider_read_duration_seconds", 1000, " ms")],
    ["Database work, mean", mean("db_client_operation_duration_seconds", 1000, " ms")],
    ["Events a statement, mean", mean("webhook_batch_events", 1, "")],
    ["Rows of deliveries that wait to be written", number("webhook_delivery_rows_waiting")],
    ["Log lines dropped", number("webhook_log_lines_dropped_total")],
  ];
}
