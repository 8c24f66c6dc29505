/**
 * How fast the receiver is, beside what Postgres itself does and what a textbook receiver does.
 *
 * Cases are measured in rounds, one after the other, so that a mood of the machine meets all of them.
 *
 * @module
 */

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HELP, readArguments, type Wanted } from "./benches/arguments.ts";
import { compare } from "./benches/compare.ts";
import { describeMachine } from "./benches/machine.ts";
import { measure } from "./benches/measure.ts";
import type { Result, Sample } from "./benches/result.ts";
import { openSite, type Site } from "./benches/site.ts";
import { spreadOf } from "./benches/statistics.ts";
import { formatMarkdown, formatText } from "./benches/table.ts";
import { requireTools } from "./benches/tools.ts";
import { type Lifetime, runScript } from "./lifetime.ts";

await runScript(bench);

async function bench(lifetime: Lifetime): Promise<number> {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted === null) {
    console.log(HELP);
    return 0;
  }
  // Paths were typed where we were called; programs are started in the project's folder.
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  const binaries = requireTools(process.env["PATH"] ?? "");
  const { cases, rounds, seconds, json, markdown, earlier } = wanted;
  const site = await openSite(lifetime, { binaries, seconds });
  const samples = await measureAll(site, wanted);

  const result: Result = {
    version: 1,
    takenAt: new Date().toISOString(),
    machine: describeMachine(site.version),
    seconds,
    rounds,
    cases: cases.map(({ id, about }) => ({ id, about, samples: [...(samples.get(id) ?? [])] })),
  };
  console.log(markdown ? formatMarkdown(result) : formatText(result));
  if (json !== null) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  if (earlier !== null) console.log(`\n${compare(earlier, result).join("\n")}`);
  const wrong = result.cases.flatMap(({ id, samples: some }) =>
    some.flatMap((sample) => (sample.wrong === null ? [] : [`${id}: ${sample.wrong}`])),
  );
  for (const line of wrong) console.error(`✗ ${line}`);
  return wrong.length > 0 ? 1 : 0;
}

/** The yardstick after a case is the one before the next: nothing happens between them. */
async function measureAll(
  { yardstick, ...site }: Site,
  { cases, rounds, seconds }: Wanted,
): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const samples = new Map<string, Sample[]>(cases.map(({ id }) => [id, []]));
  const rateOf = (id: string): number => samples.get(id)?.at(-1)?.perSecond ?? 0;
  let before = await yardstick.measure();
  for (let round = 1; round <= rounds; round += 1) {
    for (const one of cases) {
      const measured = await measure({ yardstick, ...site }, one, { seconds, rateOf });
      const after = await yardstick.measure();
      const mean = spreadOf([before, after]).median;
      const sample = { ...measured, yardstick: mean, ratio: measured.perSecond / mean };
      before = after;
      samples.get(one.id)?.push(sample);
      const { perSecond, ratio, p50Ms, p99Ms, wrong } = sample;
      console.error(
        `${round}/${rounds}  ${one.id.padEnd(16)}${perSecond}/s  ${ratio.toFixed(2)} of pgbench (${Math.round(mean)}/s)  p50 ${p50Ms} ms  p99 ${p99Ms} ms${wrong === null ? "" : `  ✗ ${wrong}`}`,
      );
    }
  }
  return samples;
}
