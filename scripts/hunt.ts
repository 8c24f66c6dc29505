/**
 * How well the invariants alone find bugs: which mutants, on how many seeds, how soon, how small.
 *
 * `bun run hunt [seeds] [prefix]`, such as `bun run hunt 10 gwop/`. Times are of this machine; the
 * sizes are not.
 *
 * @module
 */

import { MUTANTS } from "../harness/hunt/all-mutants.ts";
import { openBench } from "../harness/hunt/bench.ts";
import { INVARIANTS } from "../harness/run/catalogue.ts";
import { DEFAULT_POLICY } from "../harness/target/policy.ts";

/** Bugs that need several events, or a certain moment: what a person would not think of testing. */
const HUNTED: readonly (readonly [mutant: string, invariant: string])[] = [
  ["race/checks-then-writes", "race/slow-writers"],
  ["race/compares-before-reading", "race/slow-writers"],
  ["race/read-then-insert", "race/racing-deliveries"],
  ["order/ties-by-arrival", "race/slow-writers"],
  ["order/late-renewal-shortens", "entitlement/renewals-kept"],
  ["order/late-renewal-resurrects", "order/no-resurrection"],
  ["order/cancellation-ends-the-buyer", "order/any-order"],
  ["order/last-read-wins", "order/any-order"],
  ["order/payment-takes-back", "order/any-order"],
  ["order/drops-equal-stamps", "order/any-order"],
  ["state/stale-read-counts", "entitlement/renewals-kept"],
  ["state/both-records-grant", "order/any-order"],
  ["state/stand-in-needs-order", "order/any-order"],
  ["state/grants-on-paid", "state/along-the-way"],
  ["dedupe/recorded-before-reading", "dedupe/unacknowledged-comes-again"],
  ["dedupe/adds-on-every-delivery", "dedupe/redelivered-everything"],
  ["dedupe/adds-on-every-event", "entitlement/units-conserved"],
  ["dedupe/ids-in-memory", "dedupe/acknowledged-is-durable"],
  ["dedupe/ids-in-memory", "dedupe/redelivered-everything"],
  ["dedupe/acknowledged-before-written", "dedupe/acknowledged-is-durable"],
  ["entitlement/restricts-everyone", "order/any-order"],
  ["signature/unsigned-trusted", "signature/noise-changes-nothing"],
  ["gwop/order/late-expired-takes-back", "gwop/order/any-order"],
  ["gwop/order/last-arrival-wins", "gwop/order/schedules-agree"],
  ["gwop/order/flags-by-arrival", "gwop/order/flags-in-any-history"],
  ["gwop/race/last-writer-wins", "gwop/race/racing-deliveries"],
  ["gwop/state/registration-grants", "gwop/state/along-the-way"],
  ["gwop/dedupe/recorded-though-busy", "gwop/dedupe/unacknowledged-comes-again"],
  ["gwop/dedupe/adds-on-every-delivery", "gwop/dedupe/redelivered-everything"],
  ["gwop/dedupe/adds-on-every-delivery", "gwop/entitlement/units-conserved"],
  ["gwop/dedupe/acknowledged-before-written", "gwop/dedupe/acknowledged-is-durable"],
  ["gwop/signature/unsigned-trusted", "gwop/signature/noise-changes-nothing"],
];

const RUNS = 300;

const seeds = Number(process.argv[2] ?? 10);
if (!Number.isInteger(seeds) || seeds < 1) {
  console.error(`hunt ${process.argv[2]}: expected how many seeds, at least 1`);
  process.exit(2);
}
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());
const bench = openBench(interrupted.signal);
const rows: string[][] = [["mutant", "found", "median s", "worst s", "events", "attempts"]];
let isMissed = false;

const prefix = process.argv[3] ?? "";
for (const [name, id] of HUNTED.filter(([mutant]) => mutant.startsWith(prefix))) {
  const mutant = MUTANTS.find((one) => one.name === name);
  const invariant = INVARIANTS.find((one) => one.id === id);
  if (mutant === undefined || invariant === undefined) throw new Error(`no ${name} or no ${id}`);
  const seconds: number[] = [];
  const sizes = { events: 0, attempts: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const startedAt = performance.now();
    const subject = {
      provider: mutant.provider,
      parts: mutant.parts,
      scheme: mutant.scheme,
      policy: DEFAULT_POLICY,
      seed,
      runs: RUNS,
      shrinks: true,
      // What a receiver keeps in its own memory, another one does not know.
      instances: id.endsWith("dedupe/redelivered-everything") ? 2 : 1,
    } as const;
    const [finding] = await bench.judge(subject, [invariant], "side by side");
    if (finding === undefined || finding.details.length === 0) continue;
    seconds.push((performance.now() - startedAt) / 1000);
    sizes.events = Math.max(sizes.events, countEvents(finding.details));
    sizes.attempts = Math.max(sizes.attempts, countAttempts(finding.details));
  }
  isMissed ||= seconds.length < seeds;
  seconds.sort((a, b) => a - b);
  rows.push([
    name,
    `${seconds.length}/${seeds}`,
    (seconds[Math.floor(seconds.length / 2)] ?? 0).toFixed(1),
    (seconds.at(-1) ?? 0).toFixed(1),
    String(sizes.events),
    String(sizes.attempts),
  ]);
  console.error(rows.at(-1)?.join("  "));
}
const widths = rows[0]?.map((_, column) =>
  Math.max(...rows.map((row) => row[column]?.length ?? 0)),
);
for (const row of rows) {
  console.log(row.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join("  "));
}
process.exitCode = isMissed ? 1 : 0;

/** Commands that make an event: those that the story says an event of. */
function countEvents(details: readonly string[]): number {
  return new Set(details.flatMap((line) => /evt_\d+/.exec(line)?.[0] ?? [])).size;
}

function countAttempts(details: readonly string[]): number {
  return details.filter((line) => /deliver|together|├──/.test(line)).length;
}
