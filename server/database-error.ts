/** What can be wrong with the database: errors by class, so that nobody takes a bug for an outage. @module */

import postgres from "postgres";

/** Nothing can be said about the question that was asked: ask again. */
export class DatabaseError extends Error {
  override readonly name: string = "DatabaseError";
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** No connection, or one that ended before the answer. The statement may yet have committed. */
export class DatabaseConnectionError extends DatabaseError {
  override readonly name = "DatabaseConnectionError";
}

/** The database didn't answer in time. The statement may yet commit: sending again is harmless. */
export class DatabaseDeadlineError extends DatabaseError {
  override readonly name = "DatabaseDeadlineError";

  constructor() {
    super("DATABASE_DEADLINE", "Cannot wait for the database any longer");
  }
}

/** An answer came that is about another question, so that ours may not have been heard. */
export class AnswerMismatchError extends DatabaseError {
  override readonly name = "AnswerMismatchError";

  constructor(options?: ErrorOptions) {
    super(
      "DATABASE_ANSWER_MISMATCH",
      "Cannot use the answer: expected one to this question",
      options,
    );
  }
}

/** More is asked than the database answers in time: this question was not sent. */
export class OverloadError extends DatabaseError {
  override readonly name = "OverloadError";

  constructor() {
    super("DATABASE_OVERLOADED", "Cannot ask the database now: too much waits for it already");
  }
}

/** Whether it was the database that failed, or the way to it; anything else is a bug of ours. */
export function isDatabaseError(error: unknown): error is DatabaseError | postgres.PostgresError {
  return error instanceof DatabaseError || error instanceof postgres.PostgresError;
}

/** SQLSTATEs, by class or whole, after which the same connection is as good as before. */
const CONNECTION_IS_SOUND: readonly string[] = [
  ...["22", "23"], // the data is at fault
  ...["40", "53", "55", "57"], // contention, resources, timeouts: a new connection fares no better
  ...["42P01", "42501"], // not migrated yet, not permitted
];

/**
 * Whether to go on with new connections.
 *
 * A server that became read-only, a prepared statement that broke or was lost, an answer out of turn,
 * a driver that waits for ever: each would go on for as long as the connection lives. The driver
 * itself replaces a connection that ended.
 */
export function isPoison(error: unknown): boolean {
  if (error instanceof DatabaseDeadlineError || error instanceof AnswerMismatchError) return true;
  if (!(error instanceof postgres.PostgresError)) return false;
  return !CONNECTION_IS_SOUND.some((code) => error.code.startsWith(code));
}
