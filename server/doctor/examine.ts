/** All that a database is examined for, one after the other, within a bound. @module */

import type { Sql } from "postgres";
import type { DatabaseConfig } from "../config.ts";
import type { Migration } from "../migrate.ts";
import { type Check, describeFailure, fail, ok, skipped } from "./check.ts";
import { readClocks, readConnections, readFacts } from "./facts.ts";
import { examineHistory } from "./history.ts";
import { FACT_NAMES, judgeClocks, judgeConnections, judgeFacts } from "./judge.ts";
import { type Bound, inTime, onConnection } from "./on-connection.ts";
import { examineOrphans, ORPHANS } from "./orphans.ts";
import { REACH_NAMES, reach } from "./reach.ts";
import { examinePrepared, examineSession, SESSION_NAMES } from "./session.ts";
import { cleanUp, newScratchName, TRIAL_NAMES, tryStatement } from "./trial.ts";

/** For all but the cleaning up; less than 10 s, so that there is time to start, and to say it. */
const DEADLINE_MS = 8000;

/** For each part that has a connection of its own. */
const PART_MS = 3000;

const CLEAN_UP_MS = 1000;

/** What bounds itself ends first, with its connection closed. */
const MARGIN_MS = 300;

const CLEAN_UP = "left behind";

export type Doctor = {
  readonly config: DatabaseConfig;
  readonly migrations: readonly Migration[];
  /** Interrupts what is being done; what is to be cleaned up still is. */
  readonly signal: AbortSignal;
  /** Milliseconds that never go back. */
  readonly now: () => number;
};

/** A part, the names of its checks, and how it comes to them: an error is for its first check. */
type Part = readonly [names: readonly string[], ask: (bound: Bound) => Promise<readonly Check[]>];

/** @returns The same checks in the same order for every database. It throws only what is a bug. */
export async function examine({
  config,
  migrations,
  signal,
  now,
}: Doctor): Promise<readonly Check[]> {
  const endsAt = now() + DEADLINE_MS;
  let isReached = false;
  let isPooled = false;
  let isTried = false;
  let reached = config;
  const asking =
    (ask: (sql: Sql) => Promise<readonly Check[]>) =>
    (bound: Bound): Promise<readonly Check[]> =>
      onConnection(reached, bound, ask);
  const scratch = newScratchName();

  const way: Part = [
    REACH_NAMES,
    async () => {
      const { checks, isReached: isThere } = await reach(config);
      isReached = isThere;
      return checks;
    },
  ];
  const parts: readonly Part[] = [
    [
      SESSION_NAMES,
      async () => {
        const session = await examineSession(config);
        isPooled = session.isPooled;
        reached = { ...config, databasePrepare: config.databasePrepare && !isPooled };
        return session.checks;
      },
    ],
    [["prepared statements"], (bound) => examineStatements(config, reached, bound)],
    [FACT_NAMES, asking(async (sql) => judgeFacts(await readFacts(sql)))],
    [
      ["connections"],
      asking(async (sql) => [
        judgeConnections(await readConnections(sql), config.databasePoolMax, isPooled),
      ]),
    ],
    [["clock"], asking(async (sql) => [judgeClocks(await readClocks(sql))])],
    [["migrations"], asking(async (sql) => [await examineHistory(sql, migrations)])],
    [[ORPHANS], asking(async (sql) => [await examineOrphans(sql)])],
    [
      TRIAL_NAMES,
      asking((sql) => {
        isTried = true;
        return tryStatement(sql, scratch, migrations);
      }),
    ],
  ];

  const checks = [...(await take(way, { ms: DEADLINE_MS, signal }))];
  for (const part of parts) {
    const bound = { ms: Math.min(PART_MS, endsAt - now()), signal };
    checks.push(...(isReached ? await take(part, bound) : skipAll(part[0], "not reached")));
  }
  return [...checks, isTried ? await leave(reached, scratch) : ok(CLEAN_UP, "nothing was made")];
}

function skipAll(names: readonly string[], reason: string, remedy: string | null = null): Check[] {
  return names.map((name) => skipped(name, reason, remedy));
}

async function take([names, ask]: Part, bound: Bound): Promise<readonly Check[]> {
  if (bound.signal.aborted) return skipAll(names, "interrupted");
  if (bound.ms <= 0) return skipAll(names, NO_TIME, TRY_AGAIN);
  try {
    return complete(names, await inTime({ ...bound, ms: bound.ms + MARGIN_MS }, ask(bound)));
  } catch (error) {
    const [name = ""] = names;
    if (bound.signal.aborted) return skipAll(names, "interrupted");
    return complete(names, [fail(name, `cannot be asked: ${describeFailure(error)}`, TRY_AGAIN)]);
  }
}

const NO_TIME = "not asked: there was no time left";
const TRY_AGAIN = "see whether the database is overloaded, and try again";

/** What a part says of some of its checks, and of the others that nothing is known. */
function complete(names: readonly string[], checks: readonly Check[]): Check[] {
  const failed = checks.find(({ verdict }) => verdict === "fail")?.name ?? "what comes before";
  return names.map(
    (name) =>
      checks.find((check) => check.name === name) ?? skipped(name, `not asked: ${failed} fails`),
  );
}

async function examineStatements(
  config: DatabaseConfig,
  reached: DatabaseConfig,
  bound: Bound,
): Promise<readonly Check[]> {
  const name = "prepared statements";
  if (!config.databasePrepare) return [ok(name, "none, by DATABASE_PREPARE=false")];
  if (!reached.databasePrepare) return [skipped(name, "not asked: pooler fails")];
  return onConnection(config, bound, async (sql) => [await examinePrepared(sql)]);
}

/** Whatever became of the trial, also when somebody interrupted it. */
async function leave(config: DatabaseConfig, scratch: string): Promise<Check> {
  const bound = { ms: CLEAN_UP_MS, signal: new AbortController().signal };
  try {
    return await onConnection(config, bound, (sql) => cleanUp(sql, scratch));
  } catch (error) {
    const remedy = `drop schema if exists ${scratch} cascade;`;
    return fail(CLEAN_UP, `not known: cannot look (${describeFailure(error)})`, remedy);
  }
}
