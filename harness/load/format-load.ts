/** What a load came to, for people. Pure. @module */

import { beside } from "../settings/columns.ts";
import type { LoadReport } from "./report.ts";

type Step = LoadReport["steps"][number];

/** Columns to the left of what is said below the table. */
const MARGIN = "sustainable  ".length;

/** Fits in 80 columns, but for names that are longer. Ends with a line end. */
export function formatLoad(report: LoadReport): string {
  const { target, provider, scheme, connections, seconds, bounds } = report;
  const { atHalf, buyers } = report;
  const within = `p99 within ${bounds.p99Ms} ms, at most ${bounds.refusedPercent} % refused or unanswered`;
  return `${[
    target,
    `${provider}, ${scheme}: ${connections} connections, each rate for ${seconds} s`,
    "",
    ...tableOf([HEAD, ...report.steps.map(rowOf)]),
    "",
    ...beside("sustainable", `${sustainableIn(report)}\n${within}`, MARGIN),
    ...(atHalf === null ? [] : beside("at half", latencyIn(atHalf), MARGIN)),
    ...beside("buyers", buyersIn(report), MARGIN),
    ...buyers.examples.flatMap(({ buyer, reason }) => beside("  ✗", `${buyer}  ${reason}`, 4)),
  ].join("\n")}\n`;
}

const HEAD = ["offered/s", "acknowledged/s", "refused", "unanswered", "p50 ms", "p99 ms", ""];

const WORDS = {
  refusals: "too many refused",
  latency: "too slow",
  "the harness itself": "harness too late",
} as const satisfies Readonly<Record<NonNullable<Step["brokenBy"]>, string>>;

function rowOf({ offered, acknowledged, refused, unanswered, latency, brokenBy }: Step): string[] {
  return [
    String(offered),
    String(acknowledged),
    String(refused),
    String(unanswered),
    latency === null ? "-" : latency.p50.toFixed(1),
    latency === null ? "-" : latency.p99.toFixed(1),
    brokenBy === null ? "holds" : WORDS[brokenBy],
  ];
}

function tableOf(rows: readonly (readonly string[])[]): readonly string[] {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isLast = (column: number): boolean => column === head.length - 1;
  return rows.map((row) =>
    row
      .map((cell, column) => (isLast(column) ? cell : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function sustainableIn({ sustainable }: LoadReport): string {
  if (sustainable === null) return "no rate that was tried";
  const { perSecond, limitedBy } = sustainable;
  switch (limitedBy) {
    case "the receiver":
      return `${perSecond} deliveries a second`;
    case "--rate-max":
      return `at least ${perSecond} deliveries a second: no more was offered (--rate-max)`;
    case "the harness itself":
      return `at least ${perSecond} deliveries a second: the harness itself could not offer more in time`;
  }
}

function latencyIn({ offered, latency }: Step): string {
  if (latency === null) return `${offered}/s: nothing was acknowledged`;
  const { p50, p90, p99, max } = latency;
  return `${offered}/s: p50 ${p50} ms, p90 ${p90}, p99 ${p99}, longest ${max}, from when each was to be sent`;
}

function buyersIn({ buyers }: LoadReport): string {
  const { asked, redelivered, wrong } = buyers;
  const again = redelivered === 0 ? "" : ` (${redelivered} delivered again, as any sender would)`;
  return wrong === 0
    ? `all ${asked} have what they bought, once${again}`
    : `${wrong} of ${asked} do not have what they bought, or not once${again}`;
}
