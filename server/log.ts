/** One line of JSON a happening, on stdout. Never a body, a header's value, a secret or a buyer. @module */

import process from "node:process";
import pino, { type DestinationStream, type Logger } from "pino";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** @param destination Where the lines go, each with its end. Nobody waits for it. */
export function createLog(level: LogLevel, destination: DestinationStream): Logger {
  const options = {
    level,
    base: null, // no process id, no host name: whoever collects the lines knows where they are from
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination);
}

/** Ends the process once its last words are written, or a second later: a log holds up no exit. */
export function exitAfterLog(log: Logger, code: number): Promise<never> {
  return new Promise(() => log.flush(() => process.exit(code)));
}

/** Enough to find where a bug is, and a line that can still be read. */
const STACK_LINES_MAX = 5;

/** What may be logged of an error. */
export type ErrorNote = {
  /** Its class, or what was thrown instead of an error. */
  readonly error: string;
  readonly code?: string;
  readonly at?: readonly string[];
};

/**
 * Says of an error what may be logged.
 *
 * Of one that has a code, the code alone: the messages, details and parameters of a database quote
 * what was stored. Of any other, where it was thrown, without the message that heads its stack.
 */
export function describeError(error: unknown): ErrorNote {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = errorCode(error);
  if (code !== null) return { error: error.name, code };
  const lines = (error.stack ?? "").split("\n").map((line) => line.trim());
  return {
    error: error.name,
    at: lines.filter((line) => line.startsWith("at ")).slice(0, STACK_LINES_MAX),
  };
}

/**
 * @returns The code of a failed query, of a failed connection, or of an error of ours that we
 * expect; `null` for any other, which is a bug.
 */
export function errorCode(error: Error): string | null {
  return "code" in error && typeof error.code === "string" ? error.code : null;
}
