/** What survives a restart, behind transactions that take their time. @module */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Provider } from "../providers/provider.ts";
import type { Entitlement, Invoice, State } from "./records.ts";

export type Disk = {
  /** The keys of the events received, of each sender. */
  readonly inboxes: Readonly<Record<Provider, Set<string>>>;
  /** By source. */
  readonly entitlements: Map<string, Entitlement>;
  /** As the app registered them, by id. */
  readonly invoices: Map<string, Invoice>;
  /** What events told of invoices, registered or not. */
  readonly told: State[];
};

/** The disk as the receiver of one sender's webhooks has it. */
export type OwnDisk = Disk & {
  /** The keys of the events received from that sender. */
  readonly inbox: Set<string>;
};

export type Storage = {
  /**
   * Does some work on the disk, all of it or none, with nothing in between. Others get their turn
   * before and after it, as they would while a database is asked.
   *
   * @throws {Error} If the receiver was killed before the work began.
   */
  readonly transact: <T>(work: (disk: OwnDisk) => T) => Promise<T>;
};

export function emptyDisk(): Disk {
  return {
    inboxes: { proxy: new Set(), gwop: new Set() },
    entitlements: new Map(),
    invoices: new Map(),
    told: [],
  };
}

/** @param life Aborted by a kill: nothing is written after it. */
export function openStorage(disk: Disk, provider: Provider, life: AbortSignal): Storage {
  const own = { ...disk, inbox: disk.inboxes[provider] };
  return {
    transact: async (work) => {
      await nextTurn();
      life.throwIfAborted();
      const result = work(own);
      await nextTurn();
      return result;
    },
  };
}
