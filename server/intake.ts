/**
 * How a delivery gets at the database: let in where it will be served in time, and applied in one
 * statement with whatever else is there to apply.
 *
 * @module
 */

import postgres from "postgres";
import { applyEvents, type EventOnRecord, type EventToRecord, type Outcome } from "./apply.ts";
import { createBatcher, type Remedy } from "./batch.ts";
import { isDatabaseError } from "./database-error.ts";
import { createGate } from "./gate.ts";
import type { Meters } from "./meters.ts";
import { type Pool, WAIT_MS_MAX, withDeadline } from "./pools.ts";

/**
 * How long a batch waits for a row that another transaction holds, in ms. The few that must wait for
 * it do so by themselves from then on, as long as `lock_timeout` says; their neighbours are done.
 */
const BATCH_LOCK_WAIT_MS = 50;

/** Some hundreds of usual events. It bounds what one statement takes to send and to read. */
const BATCH_BYTES_MAX = 256 * 1024;

/** Of an event, without what has no bound of its own. */
const EVENT_BYTES = 1024;

/** What a delivery that was let in may ask for. */
export type Desk = {
  /**
   * Applies one event. Its outcome is its own, whatever it was applied together with.
   *
   * @throws {postgres.PostgresError | DatabaseError} If the database fails: apply it again.
   */
  readonly apply: (event: EventToRecord | EventOnRecord) => Promise<Outcome>;
  /** Asks anything else, over a connection of its own. */
  readonly ask: Pool["run"];
};

export type Intake = {
  /** Whether a delivery that came now would be served in time. */
  readonly isOpen: () => boolean;
  /**
   * Lets a delivery in, as soon as it is its turn.
   *
   * @throws {OverloadError} If that will not be in time. `work` wasn't called.
   * @throws {DatabaseDeadlineError} If `work` takes too long, its time in any queue included. What
   * it asked for may yet be done.
   */
  readonly run: <T>(work: (desk: Desk) => Promise<T>) => Promise<T>;
};

export type IntakeOptions = {
  /** How many events one statement applies at most; 1: each has a statement of its own. */
  readonly batchMax: number;
  /** How many the pool has. */
  readonly connections: number;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Where somebody measures. */
  readonly meters?: Meters | undefined;
};

export function createIntake(
  pool: Pool,
  { batchMax, connections, now, meters }: IntakeOptions,
): Intake {
  const { apply, size } = createBatcher({
    apply: (events: readonly (EventToRecord | EventOnRecord)[]) => {
      meters?.batchBegan(events.length);
      const lockWaitMs = events.length > 1 ? BATCH_LOCK_WAIT_MS : null;
      return pool.run((sql) => applyEvents(sql, events, lockWaitMs));
    },
    remedyOf,
    bytesOf,
    eventsMax: batchMax,
    bytesMax: BATCH_BYTES_MAX,
    lanesMax: connections,
    now,
  });
  // Two batches, one that is being applied and the next one: whoever is let in has little to wait.
  const slots = () => Math.max(connections, batchMax === 1 ? 0 : 2 * size());
  const gate = createGate({ slots, waitMsMax: WAIT_MS_MAX, now });
  const desk: Desk = { apply, ask: pool.run };
  return {
    isOpen: () => gate.isOpen() && pool.isOpen(),
    run: (work) => gate.enter(() => withDeadline(work(desk))),
  };
}

/**
 * Never after a timeout, but for a lock: what took too long would take longer in pieces. A bug of
 * ours counts as a fault of the data: it is one event's, as far as anybody knows.
 */
function remedyOf(error: unknown): Remedy | null {
  if (!isDatabaseError(error)) return "halves";
  if (!(error instanceof postgres.PostgresError)) return null;
  switch (error.code.slice(0, 2)) {
    case "21": // a row twice
    case "22": // a value that is none
    case "23": // a constraint
    case "54": // more than an index holds
    case "P0": // a trigger of yours
      return "halves";
    case "40": // a deadlock, or a snapshot that was overtaken
      return "again";
    default:
      return error.code === "55P03" ? "singly" : null;
  }
}

function bytesOf(event: EventToRecord | EventOnRecord): number {
  const fact = event.isRecorded ? null : event.fact;
  return EVENT_BYTES + (event.entitlement?.buyerReference.length ?? 0) + (fact?.length ?? 0);
}
