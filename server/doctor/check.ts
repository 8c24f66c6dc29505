/** One thing that a database was examined for. @module */

import postgres from "postgres";
import { DatabaseError } from "../database-error.ts";

export type Check = {
  readonly name: string;
  /** `skipped` where nothing can be said of it: that is never taken for well. */
  readonly verdict: "ok" | "warn" | "fail" | "skipped";
  /** What was found, or why nothing was. */
  readonly found: string;
  /** What to do about it; `null` where there is nothing to do. */
  readonly remedy: string | null;
};

export function ok(name: string, found: string): Check {
  return { name, verdict: "ok", found, remedy: null };
}

/** The receiver works, and somebody should look at it. */
export function warn(name: string, found: string, remedy: string): Check {
  return { name, verdict: "warn", found, remedy };
}

/** The receiver would not work, or would say yes to what may be lost. */
export function fail(name: string, found: string, remedy: string): Check {
  return { name, verdict: "fail", found, remedy };
}

export function skipped(name: string, found: string, remedy: string | null = null): Check {
  return { name, verdict: "skipped", found, remedy };
}

/**
 * What a database says is wrong with a statement of the doctor's, which holds no data but the doctor's
 * own, or what is wrong with the way to it.
 */
export function describeFailure(error: unknown): string {
  if (error instanceof postgres.PostgresError) return `${error.code}: ${error.message}`;
  if (error instanceof DatabaseError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : "something unknown";
}
