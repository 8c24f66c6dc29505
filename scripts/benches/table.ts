/** A bench's table, for a terminal or for a page. Pure. @module */

import type { CaseResult, Result, Sample } from "./result.ts";
import { spreadIn } from "./statistics.ts";

export const HEAD = [
  "case",
  "acknowledged/s",
  "of pgbench",
  "p50 ms",
  "p99 ms",
  "receiver µs",
  "postgres µs",
  "generator µs",
  "API µs",
  "a core/s",
  "memory MB",
  "refused",
];

/** Columns of text; all others are figures. */
const TEXTS = 1;

export function formatText({ cases }: Result): string {
  const rows = [HEAD, ...cases.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column < TEXTS ? cell.padEnd(width) : cell.padStart(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** With the machine and the command below it, so that it can stand in a page as it is. */
export function formatMarkdown({ cases, machine, seconds, rounds, takenAt }: Result): string {
  const lines = [
    ["what is done", ...HEAD],
    ["---", "---", ...HEAD.slice(TEXTS).map(() => "---:")],
    ...cases.map((one) => [one.about, `\`${one.id}\``, ...rowOf(one).slice(TEXTS)]),
  ];
  const { cpu, cores, memoryGb, system, software, commit } = machine;
  return `${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}

${cpu}, ${cores} cores, ${memoryGb} GB, ${system}; ${software}; commit ${commit}, ${takenAt.slice(0, 10)}: ${rounds} ${
    rounds === 1 ? "round" : "rounds"
  } of ${seconds} s a case.`;
}

function rowOf(one: CaseResult): readonly string[] {
  const { samples } = one;
  const median = (figure: Parameters<typeof spreadIn>[1]): number => spreadIn(one, figure).median;
  const ratio = spreadIn(one, (sample) => sample.ratio);
  const offered = samples.some((sample) => sample.offered !== null)
    ? ` of ${whole(median((sample) => sample.offered ?? 0))}`
    : "";
  return [
    one.id,
    `${whole(median(({ perSecond }) => perSecond))}${offered}`,
    `${ratio.median.toFixed(2)} [${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}]`,
    median(({ p50Ms }) => p50Ms).toFixed(2),
    median(({ p99Ms }) => p99Ms).toFixed(2),
    whole(median(({ costs }) => costs.receiver)),
    whole(median(({ costs }) => costs.postgres)),
    whole(median(({ costs }) => costs.generator)),
    whole(median(({ costs }) => costs.api)),
    whole(median(perCore)),
    whole(Math.max(...samples.map(({ memoryMb }) => memoryMb ?? 0))),
    whole(samples.reduce((sum, { refused }) => sum + refused, 0)),
  ];
}

/** Deliveries that a second of one core is enough for: the receiver's work and Postgres', no one else's. */
function perCore({ costs: { receiver, postgres } }: Sample): number {
  return 1e6 / Math.max(1, receiver + postgres);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-GB");
}
