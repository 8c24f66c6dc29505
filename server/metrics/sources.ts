/** What is asked at each scrape, since nobody tells of it as it happens. @module */

import type { Instruments } from "./registry.ts";

export type Sources = {
  /** Lines that the log lost. */
  readonly linesDropped?: () => number;
  /** Of the log of deliveries. */
  readonly rows?: () => {
    readonly written: number;
    readonly dropped: number;
    readonly waiting: number;
  };
  /** Rejects where the database can't tell: there is no figure then. */
  readonly unapplied?: () => Promise<{ readonly count: number; readonly oldestSeconds: number }>;
};

/** @returns What is to be waited for before a scrape. Never rejects. */
export function addSources(
  { counter, gauge }: Instruments,
  sources: () => Sources,
): () => Promise<void> {
  const lines = counter("webhook_log_lines_dropped_total");
  const rows = counter("webhook_delivery_rows_total");
  const waiting = gauge("webhook_delivery_rows_waiting");
  const unapplied = gauge("webhook_inbox_unapplied");
  const oldest = gauge("webhook_inbox_unapplied_oldest_seconds");

  return async () => {
    const { linesDropped, rows: countRows, unapplied: askUnapplied } = sources();
    lines.reset();
    lines.inc(linesDropped?.() ?? 0);

    const counts = countRows?.();
    rows.reset();
    rows.inc({ result: "written" }, counts?.written ?? 0);
    rows.inc({ result: "dropped" }, counts?.dropped ?? 0);
    waiting.set(counts?.waiting ?? 0);

    const found = await askUnapplied?.().catch(() => undefined);
    unapplied.remove();
    oldest.remove();
    if (found === undefined) return;
    unapplied.set(found.count);
    oldest.set(found.oldestSeconds);
  };
}
