/** How the receiver's connections fare: a pooler, the timeouts, prepared statements. @module */

import type { Sql } from "postgres";
import type { DatabaseConfig } from "../config.ts";
import { TIMEOUTS_MS } from "../database.ts";
import { findUnfit, readSession, type Session, UnfitDatabaseError } from "../fitness.ts";
import { rowsOf } from "../rows.ts";
import { type Check, fail, ok } from "./check.ts";

export const SESSION_NAMES = ["pooler", "lock_timeout", "statement_timeout"] as const;

export type SessionFindings = {
  readonly checks: readonly Check[];
  readonly isPooled: boolean;
};

/**
 * Where a pooler won't have it as it is set up, the timeouts are judged as they will have to be.
 *
 * @throws As `readSession`.
 */
export async function examineSession(config: DatabaseConfig): Promise<SessionFindings> {
  const { databaseUrl: url, databasePrepare: prepare } = config;
  try {
    const session = await readSession(url, prepare);
    if (!session.isPooled || !prepare) return judgeSession(session, prepare);
    const checks = judgeSession(session, prepare).checks.slice(0, 1);
    const mended = judgeSession(await readSession(url, false), false);
    return { checks: [...checks, ...mended.checks.slice(1)], isPooled: true };
  } catch (error) {
    if (!(error instanceof UnfitDatabaseError)) throw error;
    const [problem] = error.problems;
    const mended = judgeSession(await readSession(url, false), false);
    const pooler = fail("pooler", problem?.found ?? "", problem?.remedy ?? "");
    return { checks: [pooler, ...mended.checks.slice(1)], isPooled: true };
  }
}

/** Pure. In the order of `SESSION_NAMES`. */
export function judgeSession(session: Session, prepare: boolean): SessionFindings {
  const problems = findUnfit(session, prepare);
  const wells = [
    ok("pooler", session.isPooled ? "one, and DATABASE_PREPARE=false" : "none"),
    ...(["lock_timeout", "statement_timeout"] as const).map((name) =>
      ok(name, `${session.timeouts[name]} ms, at most ${TIMEOUTS_MS[name]} expected`),
    ),
  ];
  const checks = wells.map((well) => {
    const problem = problems.find(({ about }) => about === well.name);
    return problem === undefined ? well : fail(well.name, problem.found, problem.remedy);
  });
  return { checks, isPooled: session.isPooled };
}

/** A pooler, or a product, may forget what was prepared, or hand it to somebody else. */
export async function examinePrepared(sql: Sql): Promise<Check> {
  for (const asked of [1, 2, 3]) {
    const [row] = await rowsOf(sql<{ answered: number }[]>`select ${asked}::int as answered`);
    if (row?.answered === asked) continue;
    const remedy = "set DATABASE_PREPARE=false";
    return fail("prepared statements", "one was answered with another's answer", remedy);
  }
  return ok("prepared statements", "one works again and again on its connection");
}
