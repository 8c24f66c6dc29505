/**
 * Whether a receiver that has much to do for long holds no more memory at the end.
 *
 * Purchases come at a fixed rate, a share of what it takes at most on this machine, and are signed as
 * they are sent. What a minute needs besides is the same in each: what grows is kept by the receiver.
 *
 * @module
 */

import { parseArgs } from "node:util";
import postgres from "postgres";
import { keepConnections } from "../../harness/courier/kept-connections.ts";
import { isAccepted } from "../../harness/courier/outcome.ts";
import { openLoop } from "../../harness/load/open-loop.ts";
import { type Lifetime, runScript } from "../lifetime.ts";
import { SetupError } from "../setup-error.ts";
import { RUNTIMES, type Runtime } from "../worst-days/case.ts";
import { readMemory } from "../worst-days/watch.ts";
import { chooseCases } from "./cases.ts";
import { measure } from "./measure.ts";
import { readCount } from "./read-count.ts";
import { newName, signedRequest } from "./requests.ts";
import { openSite, type Site } from "./site.ts";
import { requireTools } from "./tools.ts";
import { WORKLOADS } from "./workloads.ts";

const HELP = `Usage: bun scripts/benches/memory.ts [options]

Sells at a fixed rate for long, and says each minute what the receiver takes of memory.

Options:
  --runtime <name>     bun, deno or node (default: bun)
  --minutes <n>        how long (default: 10)
  --percent <n>        of the rate that it takes at most (default: 80)`;

const MINUTE_SECONDS = 60;

/** How long the highest rate is looked for. */
const SEARCH_SECONDS = 5;

const ANSWER_MS = 10_000;
const CONNECTIONS_MAX = 64;

type Wanted = { readonly runtime: Runtime; readonly minutes: number; readonly percent: number };

await runScript(async (lifetime) => {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted === null) {
    console.log(HELP);
    return 0;
  }
  const binaries = requireTools(process.env["PATH"] ?? "");
  const site = await openSite(lifetime, { binaries, seconds: 1 });
  const rate = await findRate(site, wanted);
  console.error(`${wanted.runtime}: ${rate} purchases a second, for ${wanted.minutes} minutes`);
  return sell(lifetime, site, { ...wanted, rate });
});

/** @returns Null where only help is wanted. */
function readArguments(args: readonly string[]): Wanted | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        runtime: { type: "string", default: "bun" },
        minutes: { type: "string", default: "10" },
        percent: { type: "string", default: "80" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help === true) return null;
    const { runtime } = values;
    if (!isRuntime(runtime)) throw new TypeError(`--runtime ${runtime}: no such runtime`);
    return {
      runtime,
      minutes: readCount("--minutes", values.minutes, 24 * 60),
      percent: readCount("--percent", values.percent, 100),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SetupError(`${error.message}\n\n${HELP}`);
  }
}

function isRuntime(name: string): name is Runtime {
  return Object.hasOwn(RUNTIMES, name);
}

/** @returns Purchases a second: the share that is wanted of what a closed loop reaches. */
async function findRate(site: Site, { runtime, percent }: Wanted): Promise<number> {
  const [grant] = chooseCases(["grant"], { quick: true }) ?? [];
  if (grant === undefined) throw new Error("Bug: no case is called grant");
  const on = { ...grant, serving: { kind: "receiver", runtime } } as const;
  const { perSecond } = await measure(site, on, { seconds: SEARCH_SECONDS, rateOf: () => 0 });
  return Math.round((perSecond * percent) / 100);
}

/** @returns The exit code: 1 where not all that was acknowledged is stored. */
async function sell(
  { signal }: Lifetime,
  site: Site,
  { runtime, minutes, rate }: Wanted & { readonly rate: number },
): Promise<number> {
  const databaseUrl = await site.createDatabase("memory");
  const [served] = await site.serve({ kind: "receiver", runtime }, databaseUrl);
  if (served === undefined) throw new Error("Bug: nobody is served");
  const { origin, pid, stop } = served;
  const limits = { connectionsMax: CONNECTIONS_MAX, answerWithinMs: ANSWER_MS };
  const connections = keepConnections(new URL(origin), limits);
  let acknowledged = 0;
  console.log("| minute | acknowledged/s | refused | memory MB |\n| ---: | ---: | ---: | ---: |");
  for (let minute = 1; minute <= minutes; minute += 1) {
    const pace = { ratePerSecond: rate, count: rate * MINUTE_SECONDS, signal };
    const began = performance.now();
    const arrivals = await openLoop(pace, async () =>
      isAccepted(await connections.send(signedRequest(WORKLOADS.grant, origin, newName()))),
    );
    const seconds = (performance.now() - began) / 1000;
    const accepted = arrivals.filter(({ outcome }) => outcome).length;
    acknowledged += accepted;
    const cells = [minute, Math.round(accepted / seconds), arrivals.length - accepted];
    console.log(`| ${[...cells, await readMemory(pid, "VmRSS")].join(" | ")} |`);
  }
  connections.close();
  await stop();
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const stored = await WORKLOADS.grant.stored(sql).finally(() => sql.end({ timeout: 1 }));
  console.error(`acknowledged ${acknowledged}, stored ${JSON.stringify(stored)}`);
  return Object.values(stored).every((count) => count >= acknowledged) ? 0 : 1;
}
