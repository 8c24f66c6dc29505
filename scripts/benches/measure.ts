/** One case, once: loaded, and then compared with what it acknowledged. @module */

import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { dropDatabase } from "../database.ts";
import { readMemory } from "../worst-days/watch.ts";
import type { Case } from "./cases.ts";
import { costsBetween, costsSoFar } from "./costs.ts";
import { runPaced } from "./paced.ts";
import { newNames, signedRequest, writeRequests } from "./requests.ts";
import type { Measured } from "./result.ts";
import type { Served, Site } from "./site.ts";
import { settledStored, wrongIn } from "./stored.ts";
import { WORKLOADS, type Workload } from "./workloads.ts";
import { type Loaded, runWrk, together } from "./wrk.ts";

/** Until code is compiled and connections are there. */
const WARM_SECONDS = 1;

/** As many are signed for a second of a rate that nobody knows yet. */
const RATE_MAX = 30_000;

/** A warm receiver is faster than one that gets warm, and neighbours may have kept it from that. */
const MARGIN = 3;
const RATE_MIN = 15_000;

/** Sent over and over, where nothing is stored. */
const SENT_AGAIN = 1_000;

/** Connections that warm up what is loaded at a fixed rate. */
const WARM_CONNECTIONS = 32;

/** A case under way. */
type Bench = {
  readonly site: Site;
  readonly served: readonly Served[];
  readonly sql: postgres.Sql;
  readonly workload: Workload;
  readonly isStored: boolean;
};

type Prepared = () => Promise<Loaded>;

/** @param rateOf What another case reached in this round, in deliveries a second. */
export async function measure(
  site: Site,
  { serving, workload: name, load }: Case,
  { seconds, rateOf }: { readonly seconds: number; readonly rateOf: (id: string) => number },
): Promise<Measured> {
  const database = `bench_${randomBytes(6).toString("hex")}`;
  const databaseUrl = await site.createDatabase(database);
  const served = await site.serve(serving, databaseUrl);
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const workload = WORKLOADS[name];
  const bench: Bench = { site, served, sql, workload, isStored: name !== "nothing" };
  try {
    const connections = load.kind === "closed" ? load.connections : WARM_CONNECTIONS;
    const warmUp = await prepareClosed(bench, connections, WARM_SECONDS, RATE_MAX);
    const warm = await warmUp();
    const run =
      load.kind === "closed"
        ? await prepareClosed(bench, connections, seconds, rateToSign(warm))
        : await preparePaced(bench, seconds, rateOf(load.of) * load.share);
    await sql`checkpoint`;
    const before = costsSoFar(site, served);
    const loaded = await run();
    const costs = costsBetween(before, costsSoFar(site, served), loaded.acknowledged);
    const memory = await Promise.all(served.map(({ pid }) => readMemory(pid, "VmHWM")));
    const answered = {
      acknowledged: warm.acknowledged + loaded.acknowledged,
      refused: warm.refused + loaded.refused,
      inFlight: warm.inFlight + loaded.inFlight,
    };
    const stored = await settledStored(() => workload.stored(sql), answered);
    return {
      perSecond: Math.round(loaded.perSecond),
      offered: loaded.offered === null ? null : Math.round(loaded.offered),
      p50Ms: loaded.p50Ms,
      p99Ms: loaded.p99Ms,
      refused: loaded.refused,
      costs,
      memoryMb: memory.reduce<number | null>(
        (sum, one) => (sum === null || one === "?" ? null : sum + one),
        0,
      ),
      acknowledged: answered.acknowledged,
      stored,
      wrong: wrongIn(stored, answered),
    };
  } finally {
    await Promise.all(served.map(({ stop }) => stop()));
    await sql.end({ timeout: 1 });
    await dropDatabase(site.serverUrl, database);
  }
}

function rateToSign({ perSecond }: Loaded): number {
  return Math.max(RATE_MIN, perSecond * MARGIN);
}

/** Signs what so many connections could have answered in that time. */
async function prepareClosed(
  { site, served, sql, workload, isStored }: Bench,
  connections: number,
  seconds: number,
  rate: number,
): Promise<Prepared> {
  const each = Math.ceil(connections / served.length);
  const loads = served.map(async ({ origin }, instance) => {
    const names = newNames(
      isStored ? Math.ceil((rate * seconds) / served.length) + each : SENT_AGAIN,
    );
    await workload.prepare(sql, names);
    const file = `${site.folder}/requests-${instance}`;
    await writeRequests(file, names, (name) => signedRequest(workload, origin, name));
    return { origin, file, again: !isStored, connections: each, seconds };
  });
  const prepared = await Promise.all(loads);
  return async () => together(await Promise.all(prepared.map((one) => runWrk(site.lifetime, one))));
}

async function preparePaced(
  { site, served, sql, workload }: Bench,
  seconds: number,
  ratePerSecond: number,
): Promise<Prepared> {
  const [first] = served;
  if (first === undefined) throw new Error("Bug: nobody is served");
  const { origin } = first;
  const names = newNames(Math.ceil(ratePerSecond * seconds));
  await workload.prepare(sql, names);
  const requests = names.map((name) => signedRequest(workload, origin, name));
  const { signal } = site.lifetime;
  return () => runPaced({ origin, requests, ratePerSecond, signal });
}
