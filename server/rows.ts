/** Reads the rows of an answer. Every query of ours goes through here. @module */

import postgres from "postgres";
import { AnswerMismatchError, DatabaseConnectionError } from "./database-error.ts";

/**
 * Waits for an answer, and gives its rows.
 *
 * The driver counts rows to know where each belongs, and starts anew only where an answer was
 * complete. After one that ended half-way, by an error or with its connection, the next answer begins
 * with as many holes as rows had come: its first row seems not to be there.
 *
 * @throws {postgres.PostgresError} What the database says is wrong.
 * @throws {DatabaseConnectionError} If the way to it is.
 * @throws {AnswerMismatchError} If the answer has fewer columns than the question.
 */
export async function rowsOf<T extends readonly unknown[]>(
  answering: Promise<T>,
): Promise<readonly T[number][]> {
  let answer: T;
  try {
    answer = await answering;
  } catch (error) {
    // The driver's, where a row ends before all columns were read: it is of another question.
    if (error instanceof RangeError) throw new AnswerMismatchError({ cause: error });
    throw isOfTheWay(error)
      ? new DatabaseConnectionError(error.code, "Cannot reach the database", { cause: error })
      : error;
  }
  return answer.filter(() => true); // passes over holes
}

/** How the driver says that it was asked wrongly. */
const BUGS = [
  "UNDEFINED_VALUE",
  "NOT_TAGGED_CALL",
  "MAX_PARAMETERS_EXCEEDED",
  "UNSAFE_TRANSACTION",
];

/** The driver's own, and a socket's: they have a code, and no class. A `TypeError` is a bug. */
function isOfTheWay(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error) || error instanceof TypeError) return false;
  if (error instanceof postgres.PostgresError) return false;
  return "code" in error && typeof error.code === "string" && !BUGS.includes(error.code);
}

/**
 * As {@link rowsOf}, of an answer that says what it is about: every row repeats what was `asked`, and
 * there is one at least. A driver or a pooler that hands us the answer to another question is found out.
 *
 * @param asked What the question was about, as text.
 * @throws {AnswerMismatchError} If the answer is about something else, or doesn't say.
 */
export async function rowsAbout<T extends { readonly asked: string }>(
  asked: string,
  answering: Promise<readonly T[]>,
): Promise<readonly T[]> {
  const rows = await rowsOf(answering);
  if (rows.length === 0 || rows.some((row) => row.asked !== asked)) throw new AnswerMismatchError();
  return rows;
}
