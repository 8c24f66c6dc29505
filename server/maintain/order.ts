/** What somebody wants to be maintained, as they typed it. Pure. @module */

import { parseArgs } from "node:util";

export type Order =
  | { readonly do: "drop"; readonly olderThanDays: number; readonly isDry: boolean }
  /** What arrived alone, of which nothing is needed. */
  | { readonly do: "forget"; readonly olderThanDays: number; readonly isDry: boolean }
  | {
      readonly do: "erase";
      /** `null` where it is on standard input, and so in no list of processes. */
      readonly buyerReference: string | null;
      readonly isDry: boolean;
    }
  | { readonly do: "help" };

/**
 * The shortest age of an event. Nobody documents for how long Proxy sends an event again (A12 of the assumptions);
 * the longest that is known of others is 30 days, by hand.
 */
const DAYS_MIN = 31;

/** Longer than anybody keeps anything, and within what PostgreSQL counts. */
const DAYS_MAX = 36_500;

/** Wrong usage: the message says what is right. */
export class OrderError extends Error {
  override readonly name = "OrderError";
}

/** @throws {OrderError} If nobody can tell what is wanted. */
export function parseOrder(args: readonly string[]): Order {
  const values = parse(args);
  const isDry = values["dry-run"] === true;
  if (values.help === true) return { do: "help" };
  const { "older-than": age, "deliveries-older-than": youngerAge, "erase-buyer": buyer } = values;
  if ([age, youngerAge, buyer].filter((value) => value !== undefined).length !== 1) {
    throw new OrderError("Expected one of --older-than, --deliveries-older-than, --erase-buyer");
  }
  if (buyer !== undefined) {
    if (buyer === "") throw new OrderError("--erase-buyer: expected a reference, or -");
    return { do: "erase", buyerReference: buyer === "-" ? null : buyer, isDry };
  }
  return age === undefined
    ? {
        do: "forget",
        olderThanDays: parseDays(youngerAge ?? "", "--deliveries-older-than", 1),
        isDry,
      }
    : { do: "drop", olderThanDays: parseDays(age, "--older-than", DAYS_MIN), isDry };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        "older-than": { type: "string" },
        "deliveries-older-than": { type: "string" },
        "erase-buyer": { type: "string" },
        "dry-run": { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new OrderError(error.message.replace(/\n.*/s, ""));
  }
}

function parseDays(age: string, flag: string, daysMin: number): number {
  const days = /^\d{1,6}d$/.test(age) ? Number(age.slice(0, -1)) : Number.NaN;
  if (days >= daysMin && days <= DAYS_MAX) return days;
  throw new OrderError(
    `${flag} ${age}: expected days from ${daysMin}d to ${DAYS_MAX}d, such as 400d`,
  );
}

/**
 * What came on standard input, without the line's end that editors and `echo` put behind it.
 *
 * @throws {OrderError} If there is nothing.
 */
export function parseReference(input: string): string {
  const reference = input.replace(/\r?\n$/, "");
  if (reference === "") throw new OrderError("Expected the buyer's reference on standard input");
  return reference;
}
