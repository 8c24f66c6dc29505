/**
 * What waits to be written, and the writing of it.
 *
 * What finds no room in memory, or can't be written, is let go and counted; a statement is never sent
 * twice, for it may have been heard. The log of the process gets a line where a gap begins, and one
 * where it is over, however much was lost.
 *
 * @module
 */

import type { Logger } from "pino";
import type { Arrival } from "../arrival.ts";
import { describeError } from "../log.ts";
import { judge } from "../verdict.ts";
import type { ArrivedConfig } from "./config.ts";
import type { Link } from "./link.ts";
import { createRefusalCounts } from "./refusals.ts";
import { toDeliveryRow } from "./rows.ts";
import { TRIM_ROWS, trim } from "./trim.ts";
import { createWaiting } from "./waiting.ts";
import { writeDeliveries, writeRefusals } from "./write.ts";

/** Of one statement: so that neither making it nor applying it takes more than a few ms. */
const BATCH_ROWS = 64;

/** Of rows of `delivery`, since the start. */
export type ArrivedCounts = {
  readonly written: number;
  readonly dropped: number;
  readonly waiting: number;
};

export type Keeper = {
  /** @returns Whether there is something to write now. */
  readonly add: (arrival: Arrival) => boolean;
  readonly hasMore: () => boolean;
  readonly counts: () => ArrivedCounts;
  /**
   * Writes some of what waits.
   *
   * @throws {postgres.PostgresError | DatabaseError} If the database fails. So do the other two.
   */
  readonly writeDeliveries: () => Promise<void>;
  readonly writeRefusals: () => Promise<void>;
  /** Drops some of what is beyond the bounds. @returns Whether there may be more. */
  readonly trim: () => Promise<boolean>;
};

export function createKeeper(link: Link, config: ArrivedConfig, log: Logger): Keeper {
  const refusals = createRefusalCounts();
  const waiting = createWaiting();
  let written = 0;
  let dropped = 0;
  /** How many of the dropped `delivery_dropped` knows of. */
  let noted = 0;

  const drop = (rows: number, why: object): void => {
    if (dropped === noted) log.warn(why, "deliveries not kept: their log has a gap from here on");
    dropped += rows;
  };

  const writeSome = async (): Promise<void> => {
    const rows = waiting.take(BATCH_ROWS);
    if (rows.length === 0) return;
    try {
      await link.ask((sql) => writeDeliveries(sql, rows));
      written += rows.length;
    } catch (error) {
      drop(rows.length, describeError(error));
      throw error;
    }
  };

  return {
    add: (arrival) => {
      const verdict = judge(arrival);
      if (verdict.kind === "neither") return false;
      if (verdict.kind === "refusal") refusals.add(arrival, verdict.reason);
      else if (waiting.hasRoom()) waiting.add(toDeliveryRow(arrival, verdict, config));
      else drop(1, { reason: "full" });
      return true;
    },
    hasMore: () => waiting.size() > 0 || !refusals.isEmpty() || dropped > noted,
    counts: () => ({ written, dropped, waiting: waiting.size() }),
    writeDeliveries: writeSome,
    writeRefusals: async () => {
      const missing = dropped - noted;
      if (refusals.isEmpty() && missing === 0) return;
      const taken = refusals.take();
      try {
        await link.ask((sql) => writeRefusals(sql, taken, missing));
      } catch (error) {
        refusals.putBack(taken);
        throw error;
      }
      noted += missing;
      if (missing > 0) log.warn({ dropped: missing }, "deliveries kept again");
    },
    trim: async () => {
      const { deliveries, captured } = await link.ask((sql) => trim(sql, config));
      return Math.max(deliveries, captured) >= TRIM_ROWS;
    },
  };
}
