/** Where lines wait for an output that doesn't take them now. Nobody ever waits for them. @module */

import { Buffer } from "node:buffer";
import { setImmediate, setTimeout } from "node:timers";
import { setTimeout as pause } from "node:timers/promises";

/** Some 5,000 lines: a reader that restarts misses none of them on an ordinary day. */
const WAITING_BYTES_MAX = 1024 * 1024;

/** Lines are put together up to it: so much a pipe takes whole or not at all (`PIPE_BUF`). */
const TOGETHER_BYTES_MAX = 4096;

/** A pipe holds 64 KiB: a reader that keeps up after all takes 3 MB a second. */
const RETRY_MS = 20;

/** How long an exit waits for a reader: a second. */
const FLUSH_TRIES_MAX = 50;

export type LogDestination = {
  readonly write: (line: string) => void;
  /** Writes what waits, as far as the output takes it now: for the end of a process. */
  readonly writeNow: () => void;
  /** Calls back once nothing waits any more, or after a second: at once, if nothing does. */
  readonly flush: (done: () => void) => void;
  /** @returns How many lines were dropped since the start. */
  readonly dropped: () => number;
};

/**
 * Writes lines once the turn of the event loop is over in which they came, some 20 of them together: a
 * write takes as long for one as for all. What the output doesn't take waits, at most 1 MiB; further
 * lines are dropped and counted, and once all that waited is written, one line says how many they
 * were. Lines arrive whole and in order, whatever part of one the output takes at a time.
 *
 * @param write Writes without waiting; returns how many bytes were taken, or throws where none was.
 */
export function createDestination(write: (bytes: Uint8Array) => number): LogDestination {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  /** The lines that came last: not yet among what waits, for more may join them. */
  let together = "";
  let togetherBytes = 0;
  let dropped = 0;
  let droppedBefore = 0;
  let isDue = false;
  let isStalled = false;

  const endTogether = (): void => {
    if (together !== "") waiting.push(Buffer.from(together));
    together = "";
    togetherBytes = 0;
  };

  const keep = (line: string, bytes: number): void => {
    if (togetherBytes + bytes > TOGETHER_BYTES_MAX) endTogether();
    together += line;
    togetherBytes += bytes;
    waitingBytes += bytes;
  };

  const writeNow = (): void => {
    endTogether();
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const taken = bytesTaken(write, next);
      waitingBytes -= taken;
      if (taken === next.length) waiting.shift();
      else waiting[0] = next.subarray(taken);
      isStalled = taken === 0;
      if (isStalled) return;
    }
    if (dropped === 0) return;
    const line = lineOfDropped(dropped);
    droppedBefore += dropped;
    dropped = 0;
    keep(line, Buffer.byteLength(line));
    writeNow();
  };

  const writeDue = (): void => {
    writeNow();
    isDue = waiting.length > 0;
    if (isDue) setTimeout(writeDue, RETRY_MS).unref(); // a log keeps no process alive
  };

  return {
    write: (line) => {
      const bytes = Buffer.byteLength(line);
      // Once one was dropped, all are until the count is written: the gap is where the count stands.
      if (dropped > 0 || waitingBytes + bytes > WAITING_BYTES_MAX) dropped += 1;
      else keep(line, bytes);
      if (!isDue) setImmediate(writeDue);
      else if (waiting.length > 0 && !isStalled) writeNow(); // more than is put together
      isDue = true;
    },
    writeNow,
    dropped: () => droppedBefore + dropped,
    flush: async (done) => {
      writeNow();
      for (let tries = 0; waiting.length > 0 && tries < FLUSH_TRIES_MAX; tries += 1) {
        await pause(RETRY_MS);
        writeNow();
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
