/** What survives a restart, behind transactions that take their time. @module */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Entitlement, Invoice, State } from "./parts.ts";

export type Disk = {
  /** The keys of the events received, by sender. */
  readonly inbox: Set<string>;
  /** By source. */
  readonly entitlements: Map<string, Entitlement>;
  /** As the app registered them, by id. */
  readonly invoices: Map<string, Invoice>;
  /** What events told of invoices, registered or not. */
  readonly told: State[];
};

export type Storage = {
  /**
   * Does some work on the disk, all of it or none, with nothing in between. Others get their turn
   * before and after it, as they would while a database is asked.
   *
   * @throws {Error} If the receiver was killed before the work began.
   */
  readonly transact: <T>(work: (disk: Disk) => T) => Promise<T>;
};

export function emptyDisk(): Disk {
  return { inbox: new Set(), entitlements: new Map(), invoices: new Map(), told: [] };
}

/** @param life Aborted by a kill: nothing is written after it. */
export function openStorage(disk: Disk, life: AbortSignal): Storage {
  return {
    transact: async (work) => {
      await nextTurn();
      life.throwIfAborted();
      const result = work(disk);
      await nextTurn();
      return result;
    },
  };
}
