/** What growing costs, as tables in Markdown. Pure. @module */

import { type Spread, spreadOf } from "../statistics.ts";
import type { Kind, Load } from "./load.ts";
import type { Sizes } from "./sizes.ts";

/** A load, and what pgbench did right before and right after it. */
export type Sample = Load & { readonly yardstick: number };

export type Grown = {
  /** Purchases that were there before. */
  readonly rows: number;
  readonly sizes: Sizes;
  /** At least one of each kind. */
  readonly samples: Readonly<Record<Kind, readonly Sample[]>>;
};

/** Smaller ones are none of those that grow. */
const BYTES_MIN_A_ROW = 5;

/** @param all From the smallest. */
export function formatLoads(all: readonly Grown[]): string {
  const head = [
    ...["rows", "events", "events/s", "of pgbench", "of the smallest"],
    ...["postgres µs", "WAL bytes", "dead rows", "vacuum s"],
  ];
  const [smallest] = all;
  const lines = all.flatMap(({ rows, samples }) =>
    (Object.keys(samples) as Kind[]).map((kind) => {
      const some = samples[kind];
      const ratio = ratioOf(some);
      const share =
        smallest === undefined ? 1 : ratio.median / ratioOf(smallest.samples[kind]).median;
      const median = (figure: (sample: Sample) => number) => spreadOf(some.map(figure)).median;
      return [
        whole(rows),
        kind,
        whole(median(({ perSecond }) => perSecond)),
        `${ratio.median.toFixed(2)} [${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}]`,
        share.toFixed(2),
        whole(median(({ postgresUs }) => postgresUs)),
        whole(median(({ walBytes }) => walBytes)),
        median(({ deadRows }) => deadRows).toFixed(2),
        (median(({ vacuumMs }) => vacuumMs) / 1000).toFixed(1),
      ];
    }),
  );
  return tableOf(head, lines);
}

/** Bytes a purchase, by table and index. */
export function formatSizes(all: readonly Grown[]): string {
  const names = [...new Set(all.flatMap(({ sizes }) => Object.keys(sizes)))];
  const share = ({ sizes, rows }: Grown, name: string): number => (sizes[name] ?? 0) / rows;
  const grows = names.filter((name) => all.some((one) => share(one, name) >= BYTES_MIN_A_ROW));
  const head = ["bytes a purchase", ...all.map(({ rows }) => `${whole(rows)} rows`)];
  const lines = grows.map((name) => [name, ...all.map((one) => whole(share(one, name)))]);
  const totals = all.map((one) => whole(grows.reduce((sum, name) => sum + share(one, name), 0)));
  return tableOf(head, [...lines, ["all", ...totals]]);
}

function ratioOf(samples: readonly Sample[]): Spread {
  return spreadOf(samples.map(({ perSecond, yardstick }) => perSecond / yardstick));
}

/** The first column is text, the others are figures. */
function tableOf(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-GB");
}
