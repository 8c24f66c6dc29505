/**
 * The correct receiver in another manner: it acknowledges what it has put into a queue on the disk, and
 * applies it a little later. And two that answer first, and have no such queue.
 *
 * @module
 */

import { setTimeout as wait } from "node:timers/promises";
import type { Disk } from "./disk.ts";
import type { Context, Parts } from "./parts.ts";
import { Outage, type ReceivedEvent, type Verified } from "./passing.ts";

/** Longer than a busy machine takes to ask after an answer. */
const APPLIED_AFTER_MS = 60;

type Queued = { readonly event: ReceivedEvent; readonly verified: Verified };

/** Tables have no types of their own on a disk: this one is only ever made here. */
type WithQueue = Disk & { readonly queue: Map<number, Queued> };

/** @param parts What it does once it gets to it. */
export function queueing(parts: Parts): Parts {
  let last = 0;
  return {
    ...parts,
    tables: () => ({ ...parts.tables(), queue: new Map<number, Queued>() }),
    // Numbered on from what an earlier life has left.
    begin: (context) => {
      const goOn = (disk: Disk): void => {
        for (const place of queueOf(disk).keys()) {
          last = Math.max(last, place);
          void work(parts, place, context);
        }
      };
      // Ended before it began: what is on the disk is for the next life.
      context.storage.transact(goOn).catch(() => undefined);
    },
    process: async (event, verified, context) => {
      const place = await context.storage.transact((disk) => {
        last += 1;
        queueOf(disk).set(last, { event, verified });
        return last;
      });
      void work(parts, place, context);
      return "unchanged";
    },
  };
}

/** Answers, applies afterwards, and knows no more of it where that fails or is ended. */
export function forgetting(parts: Parts): Parts {
  return {
    ...parts,
    process: async (event, verified, context) => {
      void wait(APPLIED_AFTER_MS)
        .then(() => parts.process(event, verified, context))
        .catch(() => undefined);
      return "unchanged";
    },
  };
}

/** Again and again until it is applied, or this life of the receiver is over. */
async function work(parts: Parts, place: number, context: Context): Promise<void> {
  try {
    for (;;) {
      await wait(APPLIED_AFTER_MS);
      const queued = await context.storage.transact((disk) => queueOf(disk).get(place));
      if (queued === undefined || (await isApplied(parts, queued, context))) break;
    }
    await context.storage.transact((disk) => queueOf(disk).delete(place));
  } catch {
    // Killed: what is on the disk is for the next life.
  }
}

async function isApplied(parts: Parts, { event, verified }: Queued, context: Context) {
  try {
    await parts.process(event, verified, context);
    return true;
  } catch (error) {
    if (error instanceof Outage) return false;
    throw error;
  }
}

function queueOf(disk: Disk): WithQueue["queue"] {
  return (disk as WithQueue).queue;
}
