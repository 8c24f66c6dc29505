/**
 * How well the invariants alone find bugs: which mutants, on how many seeds, how soon, how small.
 *
 * Times are of this machine; the sizes are not.
 *
 * @module
 */

import { MUTANTS } from "../harness/hunt/all-mutants.ts";
import { openBench } from "../harness/hunt/bench.ts";
import { INVARIANTS } from "../harness/run/catalogue.ts";
import { typedAs } from "../harness/settings/typed-as.ts";
import { DEFAULT_POLICY } from "../harness/target/policy.ts";
import { printedHelp } from "./help.ts";

/** Bugs that an invariant finds beside the one that it is there for. */
const FOUND_AS_WELL: readonly (readonly [mutant: string, invariant: string])[] = [
  ["race/compares-before-reading", "race/slow-writers"],
  ["order/ties-by-arrival", "race/slow-writers"],
  ["order/cancellation-ends-the-buyer", "order/any-order"],
  ["order/last-read-wins", "order/any-order"],
  ["order/drops-equal-stamps", "order/any-order"],
  ["state/stale-read-counts", "entitlement/renewals-kept"],
  ["state/both-records-grant", "order/any-order"],
  ["state/stand-in-needs-order", "order/any-order"],
  ["dedupe/ids-in-memory", "dedupe/acknowledged-is-durable"],
  ["dedupe/ids-in-memory", "dedupe/redelivered-everything"],
  ["entitlement/restricts-everyone", "order/any-order"],
  ["order/highest-event-id-wins", "order/any-order"],
  ["order/lowest-event-id-wins", "order/any-order"],
  ["order/latest-created-at-wins", "order/any-order"],
  ["order/stamps-cut-to-milliseconds", "order/any-order"],
  ["dedupe/ids-decoded", "order/any-order"],
  ["entitlement/buyers-kept-in-lower-case", "order/any-order"],
  ["entitlement/buyers-asked-for-trimmed", "order/any-order"],
  ["entitlement/buyers-composed", "order/any-order"],
  ["entitlement/buyers-cut", "order/any-order"],
  ["entitlement/object-ids-in-lower-case", "order/any-order"],
  ["entitlement/quantity-in-32-bits", "entitlement/units-conserved"],
  ["entitlement/cart-needs-lines", "entitlement/units-conserved"],
  ["entitlement/needs-a-period", "entitlement/renewals-kept"],
  ["entitlement/null-leaves-the-period", "entitlement/renewals-kept"],
  ["entitlement/periods-in-31-bits", "entitlement/renewals-kept"],
  ["state/needs-what-may-be-null", "order/any-order"],
  ["state/amounts-in-31-bits", "order/any-order"],
];

const HUNTED = [
  ...INVARIANTS.flatMap(({ id, proof }) => ("kills" in proof ? [[proof.kills, id] as const] : [])),
  ...FOUND_AS_WELL,
];

const RUNS = 300;

const HELP = `Usage: ${typedAs("hunt")} [seeds] [prefix]

How well the invariants alone find bugs: which mutants, on how many seeds, how soon, how small.

Arguments:
  seeds    how many to try, 10 by default
  prefix   of the mutants to try; all by default

Examples:
  ${typedAs("hunt")} 10 gwop/`;

if (printedHelp(HELP)) process.exit();

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
