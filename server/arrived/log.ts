/**
 * The log of deliveries: what arrived is kept in memory for a moment, and written beside the work.
 *
 * Nobody waits for it. One statement at a time, over a connection of its own, and 250 rows a second at
 * most: a row costs a quarter of what a delivery does, and under a load that takes all that the machine has
 * it would be taken from the deliveries. While the database fails, tries become rarer.
 *
 * @module
 */

import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { Sql } from "postgres";
import type { Onlooker } from "../arrival.ts";
import type { ArrivedConfig } from "./config.ts";
import { type ArrivedCounts, createKeeper } from "./keeper.ts";
import { createLink } from "./link.ts";

/** Soon enough for a person who looks on. A statement each, of 64 rows: that is 256 a second. */
const FLUSH_MS = 250;

const REFUSALS_MS = 5000;
/** How often the bounds are looked at; every {@link FLUSH_MS} as long as something is beyond them. */
const TRIM_MS = 600_000;

const RETRY_MS = 1000;
const RETRY_MS_MAX = 10_000;

/** How long an end waits for the last rows. */
const END_MS = 1000;

export type ArrivedLogOptions = {
  readonly config: ArrivedConfig;
  readonly log: Logger;
  /** Opens a pool of one connection. */
  readonly open: () => Sql;
  /** Milliseconds that never go back. */
  readonly now: () => number;
};

export type ArrivedLog = Onlooker & {
  readonly counts: () => ArrivedCounts;
  /** Writes what waits, for a second at most, and ends its connection. */
  readonly end: () => Promise<void>;
};

export function createArrivedLog({ config, log, open, now }: ArrivedLogOptions): ArrivedLog {
  const link = createLink(open);
  const keeper = createKeeper(link, config, log);
  let failures = 0;
  let isEnded = false;
  let turn = Promise.resolve();
  let refusalsDueAt = now();
  let trimDueAt = now();
  let timer: NodeJS.Timeout | null = null;

  /** One after the other. Never rejects: the keeper has counted what was lost. */
  const takeTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(work).then(
      () => {
        failures = 0;
      },
      () => {
        failures += 1;
      },
    );
    return turn;
  };

  const write = async (): Promise<void> => {
    await keeper.writeDeliveries();
    if (now() >= refusalsDueAt) {
      refusalsDueAt = now() + REFUSALS_MS;
      await keeper.writeRefusals();
    }
    if (now() >= trimDueAt && !(await keeper.trim())) trimDueAt = now() + TRIM_MS;
  };

  const arm = (): void => {
    if (timer !== null || isEnded) return;
    timer = setTimeout(async () => {
      await takeTurn(write);
      timer = null;
      if (keeper.hasMore() || trimDueAt <= now()) arm();
    }, delayMs(failures));
    timer.unref(); // it keeps no process alive
  };

  /** For a receiver to which nothing comes: what is captured has an age as well. */
  const trimming = setInterval(arm, TRIM_MS);
  trimming.unref();

  return {
    answered: (arrival) => {
      if (keeper.add(arrival)) arm();
    },
    counts: keeper.counts,
    end: async () => {
      isEnded = true;
      clearInterval(trimming);
      if (timer !== null) clearTimeout(timer);
      const last = takeTurn(async () => {
        while (keeper.counts().waiting > 0) await keeper.writeDeliveries();
        await keeper.writeRefusals();
      });
      await Promise.race([last, pause(END_MS, undefined, { ref: false })]);
      await link.end();
    },
  };
}

function delayMs(failures: number): number {
  return failures === 0 ? FLUSH_MS : Math.min(RETRY_MS * 2 ** (failures - 1), RETRY_MS_MAX);
}
