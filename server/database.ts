/**
 * Connects to Postgres in such a way that a query is always answered, if only by an error.
 *
 * The driver's defaults lose queries when connections die: with more of them in flight than there
 * are connections, some never settle. `README.md` has the measurements behind each setting.
 *
 * @module
 */

import postgres, { type Sql } from "postgres";

/** A delivery is answered within 10 s: 5 s for Proxy's state, this for us, and one to spare. */
export const DATABASE_DEADLINE_MS = 4000;

/** Each below the deadline, so that it is Postgres that says what went wrong, where it still can. */
const LOCK_TIMEOUT_MS = 2000;
const STATEMENT_TIMEOUT_MS = 3000;
const CONNECT_TIMEOUT_SECONDS = 2;

/** Constant, and short: the default grows, and would keep a recovered database waiting for us. */
const RECONNECT_AFTER_SECONDS = 0.1;

const IDLE_TIMEOUT_SECONDS = 60;

/**
 * What the driver sends at once; less waits for a timer. A connection that closes before its timer
 * fires keeps believing in that timer: every later attempt to open it then waits for one that is
 * gone, until `connect_timeout`. A start-up message of this size needs no timer, and sets it right.
 */
const FLUSH_BYTES = 1024;

/** `text[]`, by its number in every Postgres. */
const TEXT_ARRAY_OID = 1009;

const TEXT_ARRAY: postgres.PostgresType<readonly (string | null)[]> = {
  to: TEXT_ARRAY_OID,
  from: [], // none of our queries returns one
  serialize: (values) => `{${values.map(quoteElement).join(",")}}`,
  parse: (text: string) => [text],
};

/** The database didn't answer in time. The statement may yet commit: sending again is harmless. */
export class DatabaseDeadlineError extends Error {
  override readonly name = "DatabaseDeadlineError";
  readonly code = "DATABASE_DEADLINE";
}

export function connect(url: string, { poolMax }: { readonly poolMax: number }): Sql {
  // `max_pipeline` is read by the driver, and missing from its types.
  const options: postgres.Options<Record<string, postgres.PostgresType>> & {
    readonly max_pipeline: number;
  } = {
    max: poolMax,
    max_pipeline: 1,
    backoff: () => RECONNECT_AFTER_SECONDS,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    idle_timeout: IDLE_TIMEOUT_SECONDS,
    connection: {
      application_name: "proxy-checkout-receiver",
      lock_timeout: LOCK_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      "receiver.padding": " ".repeat(FLUSH_BYTES),
    },
    // The driver asks each new connection for its array types, and nobody catches what that query
    // throws: a connection that dies during it would end this process. We use one, and know it.
    fetch_types: false,
    types: { textArray: TEXT_ARRAY },
    onnotice: () => undefined, // the default prints to stdout, among our lines of JSON
  };
  return postgres(url, options);
}

/**
 * Bounds the wait for the database, whatever its driver does.
 *
 * @throws {DatabaseDeadlineError} If `work` takes longer than {@link DATABASE_DEADLINE_MS}.
 */
export async function withDeadline<T>(
  work: Promise<T>,
  deadlineMs: number = DATABASE_DEADLINE_MS,
): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new DatabaseDeadlineError("Cannot wait for the database any longer")),
    deadlineMs,
  );
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads the rows of an answer. Every query of ours goes through here.
 *
 * The driver counts rows to know where each belongs, and starts anew only where an answer was
 * complete. After one that ended half-way, by an error or with its connection, the next answer begins
 * with as many holes as rows had come: its first row seems not to be there.
 */
export async function rowsOf<T extends readonly unknown[]>(
  answering: Promise<T>,
): Promise<readonly T[number][]> {
  const answer = await answering;
  return answer.filter(() => true); // passes over holes
}

/** Quoted, an element is taken as it is, up to the next quote that has no backslash before it. */
function quoteElement(value: string | null): string {
  return value === null ? "null" : `"${value.replace(/["\\]/g, "\\$&")}"`;
}
