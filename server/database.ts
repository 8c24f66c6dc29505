/**
 * Connects to Postgres in such a way that a query is always answered, if only by an error.
 *
 * The driver's defaults lose queries when connections die: with more of them in flight than there
 * are connections, some never settle. `README.md` has the measurements behind each setting.
 *
 * @module
 */

import { setTimeout as pause } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { rowsOf } from "./rows.ts";

/** Below the time that an answer may take, so that it is Postgres that says what went wrong. */
export const TIMEOUTS_MS = { lock_timeout: 1500, statement_timeout: 2000 } as const;

const CONNECT_TIMEOUT_SECONDS = 2;

/** Constant, and short: the default grows, and would keep a recovered database waiting for us. */
const RECONNECT_AFTER_SECONDS = 0.1;

const IDLE_TIMEOUT_SECONDS = 60;

/** A connection, and an answer. */
const ASK_ONCE_MS = 3000;

/**
 * What the driver sends at once; less waits for a timer. A connection that closes before its timer
 * fires keeps believing in that timer: every later attempt to open it then waits for one that is
 * gone, until `connect_timeout`. A start-up message of this size needs no timer, and sets it right.
 */
const FLUSH_BYTES = 1024;

/** As Postgres shows it, without the padding: it keeps 63 characters of it. */
const APPLICATION_NAME = "proxy-checkout-receiver";

/** `text[]`, by its number in every Postgres. */
const TEXT_ARRAY_OID = 1009;

const TEXT_ARRAY: postgres.PostgresType<readonly (string | null)[] | string> = {
  to: TEXT_ARRAY_OID,
  from: [], // none of our queries returns one
  // Of a statement that it repeats, the driver serializes once more what it serialized before.
  serialize: (values) =>
    typeof values === "string" ? values : `{${values.map(quoteElement).join(",")}}`,
  parse: (text: string) => [text],
};

export type ConnectOptions = {
  readonly poolMax: number;
  /**
   * Whether to prepare statements, and to send the timeouts with each connection. Not so behind a
   * pooler: it hands the connection of one statement to somebody else, and refuses parameters that it
   * doesn't know. The role must have the timeouts then; `fitness.ts` holds a database to it.
   */
  readonly prepare: boolean;
  /** For `begin`, which waits for a place behind the statement before it, and never gets it otherwise. */
  readonly canBegin?: boolean;
  /**
   * For questions whose plan depends on what is asked for: a rare type and a common one have
   * different plans. Unprepared statements are planned anew anyway.
   */
  readonly plansEachTime?: boolean;
};

export function connect(url: string, options: ConnectOptions): Sql {
  const { poolMax, prepare, canBegin, plansEachTime } = options;
  // `max_pipeline` is read by the driver, and missing from its types.
  const settings: postgres.Options<Record<string, postgres.PostgresType>> & {
    readonly max_pipeline: number;
  } = {
    max: poolMax,
    // One statement at a time on a connection. The driver repeats a prepared statement that has become
    // invalid, and of what was sent behind it by then the answers are out of turn.
    max_pipeline: canBegin === true ? 1 : 0,
    prepare,
    backoff: () => RECONNECT_AFTER_SECONDS,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    idle_timeout: IDLE_TIMEOUT_SECONDS,
    connection: {
      application_name: APPLICATION_NAME.padEnd(FLUSH_BYTES),
      ...(prepare ? TIMEOUTS_MS : {}),
      ...(prepare && plansEachTime === true ? { plan_cache_mode: "force_custom_plan" } : {}),
    },
    // The driver asks each new connection for its array types, and nobody catches what that query
    // throws: a connection that dies during it would end this process. We use one, and know it.
    fetch_types: false,
    types: { textArray: TEXT_ARRAY },
    onnotice: () => undefined, // the default prints to stdout, among our lines of JSON
  };
  return postgres(url, settings);
}

/**
 * Asks the database over a connection of its own, outside of any pool.
 *
 * @throws {postgres.PostgresError | DatabaseError} If it doesn't answer within a few seconds.
 */
export async function askOnce<T extends readonly unknown[]>(
  url: string,
  prepare: boolean,
  question: (sql: Sql) => Promise<T>,
): Promise<readonly T[number][]> {
  const sql = connect(url, { poolMax: 1, prepare });
  const answer = rowsOf(question(sql));
  // Ends as soon as the answer is there, or without it.
  await Promise.race([answer.catch(() => undefined), pause(ASK_ONCE_MS, null, { ref: false })]);
  await sql.end({ timeout: 0 });
  return answer;
}

/** Quoted, an element is taken as it is, up to the next quote that has no backslash before it. */
function quoteElement(value: string | null): string {
  return value === null ? "null" : `"${value.replace(/["\\]/g, "\\$&")}"`;
}
