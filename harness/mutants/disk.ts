/** What survives a restart, behind transactions that take their time. @module */

import { setImmediate } from "node:timers";
import type { Entitlement } from "./records.ts";

export type Disk = {
  /** The keys of the events received, of each sender. */
  readonly inboxes: Map<string, Set<string>>;
  /** By source. */
  readonly entitlements: Map<string, Entitlement>;
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
  transact<T>(work: (disk: OwnDisk) => T): Promise<T>;
};

export function emptyDisk(): Disk {
  return { inboxes: new Map(), entitlements: new Map() };
}

/** @param life Aborted by a kill: nothing is written after it. */
export function openStorage(disk: Disk, provider: string, life: AbortSignal): Storage {
  const inbox = inboxOf(disk, provider);
  const own = { ...disk, inbox };
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

let turn: Promise<void> | null = null;

/** All who wait for a turn at one moment get the same one, in the order in which they came. */
function nextTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = null;
      resolve();
    });
  });
  return turn;
}

export function inboxOf({ inboxes }: Disk, provider: string): Set<string> {
  const inbox = inboxes.get(provider) ?? new Set();
  inboxes.set(provider, inbox);
  return inbox;
}
