/**
 * Whether a database is one that the receiver can work with: asked at the start, and by the doctor.
 *
 * What it looks at decides whether answers can be lost or never come. The rest is the doctor's affair.
 *
 * @module
 */

import postgres from "postgres";
import { askOnce, TIMEOUTS_MS } from "./database.ts";

/** A pooler that refuses a start-up parameter says so by this code. */
const PROTOCOL_VIOLATION = "08P01";

/** The database works, but not with this receiver as it is set up. */
export class UnfitDatabaseError extends Error {
  override readonly name = "UnfitDatabaseError";
  readonly code = "database_unfit";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ found, remedy }) => `  - ${found}: ${remedy}`);
    super(`Cannot use this database:\n${lines.join("\n")}`);
    this.problems = problems;
  }
}

export type Problem = {
  readonly about: "pooler" | keyof typeof TIMEOUTS_MS;
  readonly found: string;
  readonly remedy: string;
};

/** What a connection says of itself. */
export type Session = {
  /** Whether the process behind it is another one than was announced when it was made. */
  readonly isPooled: boolean;
  readonly role: string;
  readonly database: string;
  /** In milliseconds; 0 where there is none. */
  readonly timeouts: Readonly<Record<keyof typeof TIMEOUTS_MS, number>>;
};

/**
 * @param prepare As the receiver would connect.
 * @throws {UnfitDatabaseError} If that is not how this database can be connected to.
 * @throws {postgres.PostgresError | DatabaseError} If the database doesn't answer.
 */
export async function assertFit(url: string, prepare: boolean): Promise<void> {
  const problems = findUnfit(await readSession(url, prepare), prepare);
  if (problems.length > 0) throw new UnfitDatabaseError(problems);
}

/** @throws As {@link assertFit}. */
export async function readSession(url: string, prepare: boolean): Promise<Session> {
  try {
    const [session] = await askOnce(url, prepare, (sql) =>
      sql<Row[]>`
        select
          pg_backend_pid() as pid,
          session_user as role, -- whose settings a connection begins with, whoever it then acts as
 current_database() as database,
          (select setting::int from pg_settings where name = 'lock_timeout') as lock_timeout,
          (select setting::int from pg_settings where name = 'statement_timeout')
            as statement_timeout
      `.then((rows) => rows.map((row) => ({ ...row, announcedPid: rows.state.pid }))),
    );
    if (session === undefined) throw new Error("Bug: a session that says nothing of itself");
    const { pid, announcedPid, role, database, lock_timeout, statement_timeout } = session;
    const isPooled = pid !== announcedPid;
    return { isPooled, role, database, timeouts: { lock_timeout, statement_timeout } };
  } catch (error) {
    // Sent nothing unusual, a pooler says so of its own troubles: full, or its server is away.
    const isRefused = error instanceof postgres.PostgresError && error.code === PROTOCOL_VIOLATION;
    if (!prepare || !isRefused) throw error;
    const found = "what answers at DATABASE_URL refuses how we connect, as poolers do";
    throw new UnfitDatabaseError([{ about: "pooler", found, remedy: SET_PREPARE }]);
  }
}

type Row = {
  readonly pid: number;
  readonly role: string;
  readonly database: string;
  readonly lock_timeout: number;
  readonly statement_timeout: number;
};

const SET_PREPARE = "set DATABASE_PREPARE=false";

/** Pure. @returns What is wrong, each with its remedy. */
export function findUnfit(session: Session, prepare: boolean): readonly Problem[] {
  const problems: Problem[] = [];
  if (session.isPooled && prepare) {
    problems.push({
      about: "pooler",
      found: "a pooler is between us and the database",
      remedy: `${SET_PREPARE}, or connect to the database itself`,
    });
  }
  for (const [name, ms] of Object.entries(TIMEOUTS_MS) as Entries<typeof TIMEOUTS_MS>) {
    const found = session.timeouts[name];
    if (found > 0 && found <= ms) continue;
    const alter = `alter role ${quote(session.role)} in database ${quote(session.database)}`;
    problems.push({
      about: name,
      found: `${name} is ${found === 0 ? "not set" : `${found} ms`}, expected ${ms} ms at most`,
      remedy: `${alter} set ${name} = '${ms}ms'; and let the pooler reconnect`,
    });
  }
  return problems;
}

type Entries<T> = { [K in keyof T]: [K, T[K]] }[keyof T][];

/** As SQL wants a name that may be any. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
