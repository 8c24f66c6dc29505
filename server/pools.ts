/**
 * The pools of connections that every question of ours goes through: bounded, and healed by themselves.
 *
 * Two of them, so that however many deliveries wait, a probe and a health check don't. What makes a
 * connection useless may have happened to all of them: so both pools are replaced, at once.
 *
 * @module
 */

import postgres, { type Sql } from "postgres";
import { DatabaseDeadlineError, isPoison } from "./database-error.ts";
import { createGate, type Gate } from "./gate.ts";
import { errorCode } from "./log.ts";
import type { Meters } from "./meters.ts";

/**
 * A delivery is answered within 10 s: 5 s for Proxy's state, up to 2.5 for a connection to be free,
 * this for the answer. Above `statement_timeout`, so that it is Postgres that says what went wrong,
 * where it still can.
 */
const ANSWER_MS = 2500;

/** How long anybody may have to wait before the database is asked for them. */
export const WAIT_MS_MAX = 2500;

/** For the probe, readiness and health. */
export const READING_CONNECTIONS = 2;

/** How long work that is under way may go on in a pool that was replaced. */
const RETIREMENT_SECONDS = 3;

/** How often pools are replaced at most: never before the ones replaced last are gone. */
const REPLACE_EVERY_MS = RETIREMENT_SECONDS * 1000;

/**
 * Where new connections fall silent as well, it is the server that holds what it was asked: a commit
 * that waits for a disk or for a replica heeds no timeout, nor that we hung up, and keeps its place
 * among `max_connections`. So the next ones wait so many times as long, up to 5 minutes.
 */
const SILENT_AGAIN_FACTOR = 8;
const REPLACE_EVERY_MS_MAX = 300_000;

/** A pool that lived so much longer than it had to has answered: its silence is another one. */
const CALM_MS = 10_000;

export type Pool = {
  /** Whether work that is begun now will find a connection in time. */
  readonly isOpen: () => boolean;
  /**
   * Does work that asks the database, with a connection of the pool for it.
   *
   * @throws {OverloadError} If no connection will be free in time. `work` wasn't called.
   * @throws {DatabaseDeadlineError} If `work` takes too long. Its statements may yet commit.
   */
  readonly run: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;
  /** Since when it has been asked, and has answered nothing; `null` where no answer is due. */
  readonly silentMs: () => number | null;
};

export type Pools = {
  readonly deliveries: Pool;
  readonly reads: Pool;
  /** @param timeoutSeconds For the work under way; what takes longer fails. */
  readonly end: (timeoutSeconds: number) => Promise<void>;
};

/** Opens a pool of so many connections; none is made before there is something to ask. */
export type OpenPool = (connectionsMax: number) => Sql;

type Lane = "deliveries" | "reads";

export type PoolsOptions = {
  readonly deliveriesMax: number;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Where somebody measures. */
  readonly meters?: Meters | undefined;
};

/** Two pools that were opened together, and are given up together. */
type Generation = Readonly<Record<Lane, Sql>>;

export function openPools(open: OpenPool, { deliveriesMax, now, meters }: PoolsOptions): Pools {
  const openBoth = (): Generation => ({
    deliveries: open(deliveriesMax),
    reads: open(READING_CONNECTIONS),
  });
  let current = openBoth();
  let replacedAt = Number.NEGATIVE_INFINITY;
  let silentEveryMs = REPLACE_EVERY_MS;

  const replace = (poisoned: Generation, isSilent: boolean): void => {
    const ageMs = now() - replacedAt;
    if (poisoned !== current || ageMs < (isSilent ? silentEveryMs : REPLACE_EVERY_MS)) return;
    const isSilentAgain = isSilent && ageMs < silentEveryMs + CALM_MS;
    silentEveryMs = isSilentAgain
      ? Math.min(silentEveryMs * SILENT_AGAIN_FACTOR, REPLACE_EVERY_MS_MAX)
      : REPLACE_EVERY_MS;
    replacedAt = now();
    current = openBoth();
    void endBoth(poisoned, RETIREMENT_SECONDS);
  };

  const createPool = (lane: Lane, slots: number): Pool => {
    const gate: Gate = createGate({ slots: () => slots, waitMsMax: WAIT_MS_MAX, now });
    let silentSince: number | null = null;
    return {
      isOpen: gate.isOpen,
      silentMs: () => (silentSince === null ? null : now() - silentSince),
      run: (work) =>
        gate.enter(async () => {
          const generation = current;
          const askedAt = now();
          const tell = (fault: string | null) =>
            meters?.databaseAnswered(lane, (now() - askedAt) / 1000, fault);
          silentSince ??= askedAt;
          try {
            const result = await withDeadline(work(generation[lane]));
            silentSince = null;
            tell(null);
            return result;
          } catch (error) {
            tell(faultOf(error));
            if (error instanceof postgres.PostgresError) silentSince = null;
            if (isPoison(error)) replace(generation, error instanceof DatabaseDeadlineError);
            throw error;
          }
        }),
    };
  };

  return {
    deliveries: createPool("deliveries", deliveriesMax),
    reads: createPool("reads", READING_CONNECTIONS),
    end: (timeoutSeconds) => endBoth(current, timeoutSeconds),
  };
}

/** A code where it has one: an SQLSTATE, or one of ours or the driver's. */
function faultOf(error: unknown): string {
  return (error instanceof Error ? errorCode(error) : null) ?? "bug";
}

async function endBoth(generation: Generation, timeoutSeconds: number): Promise<void> {
  await Promise.all(
    [generation.deliveries, generation.reads].map((sql) => sql.end({ timeout: timeoutSeconds })),
  );
}

/** @throws {DatabaseDeadlineError} If `work` takes longer than {@link ANSWER_MS}, whatever its driver does. */
export async function withDeadline<T>(work: Promise<T>): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DatabaseDeadlineError()), ANSWER_MS);
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}
