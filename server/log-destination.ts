/** Where lines wait for an output that doesn't take them now. Nobody ever waits for them. @module */

import { Buffer } from "node:buffer";
import { clearTimeout, setTimeout } from "node:timers";
import { setTimeout as pause } from "node:timers/promises";

/** Some 5,000 lines: a reader that restarts misses none of them on an ordinary day. */
const WAITING_BYTES_MAX = 1024 * 1024;

/** A pipe holds 64 KiB: a reader that keeps up after all takes 3 MB a second. */
const RETRY_MS = 20;

/** How long an exit waits for a reader: a second. */
const FLUSH_TRIES_MAX = 50;

export type LogDestination = {
  readonly write: (line: string) => void;
  /** Calls back once nothing waits any more, or after a second: at once, if nothing does. */
  readonly flush: (done: () => void) => void;
};

/**
 * Writes each line at once where the output takes it, so that the last words of a process are not
 * lost. Where it doesn't, lines wait, at most 1 MiB of them; further lines are dropped and counted,
 * and once all that waited is written, one line says how many they were. Lines arrive whole and in
 * order, whatever part of one the output takes at a time.
 *
 * @param write Writes without waiting; returns how many bytes were taken, or throws where none was.
 */
export function createDestination(write: (bytes: Uint8Array) => number): LogDestination {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let retry: NodeJS.Timeout | undefined;

  const keep = (line: string): void => {
    waiting.push(Buffer.from(line));
    waitingBytes += Buffer.byteLength(line);
  };

  const writeWaiting = (): void => {
    clearTimeout(retry);
    retry = undefined;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const taken = bytesTaken(write, next);
      waitingBytes -= taken;
      if (taken === next.length) waiting.shift();
      else waiting[0] = next.subarray(taken);
      if (taken > 0) continue;
      retry = setTimeout(writeWaiting, RETRY_MS).unref(); // a log keeps no process alive
      return;
    }
    if (dropped === 0) return;
    keep(lineOfDropped(dropped));
    dropped = 0;
    writeWaiting();
  };

  return {
    write: (line) => {
      // Once one was dropped, all are until the count is written: the gap is where the count stands.
      const isFull = waitingBytes + Buffer.byteLength(line) > WAITING_BYTES_MAX;
      if (dropped > 0 || isFull) dropped += 1;
      else keep(line);
      if (retry === undefined) writeWaiting();
    },
    flush: async (done) => {
      for (let tries = 0; waiting.length > 0 && tries < FLUSH_TRIES_MAX; tries += 1) {
        await pause(RETRY_MS);
      }
      done();
    },
  };
}

/** Whatever the reason that nothing is taken, it may pass, and there is no better place to tell it. */
function bytesTaken(write: (bytes: Uint8Array) => number, bytes: Uint8Array): number {
  try {
    return write(bytes);
  } catch {
    return 0;
  }
}

/** Of whatever level the log is: who reads it must know that it has a gap. */
function lineOfDropped(dropped: number): string {
  const time = new Date().toISOString();
  return `${JSON.stringify({ level: "warn", time, dropped, msg: "log lines dropped" })}\n`;
}
