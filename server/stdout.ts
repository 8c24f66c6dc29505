/** Stdout, written to without ever waiting for its reader, on Bun, Deno and Node. @module */

import { constants, fstatSync, openSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import process from "node:process";
import { isatty } from "node:tty";

const STDOUT = 1;

/** What is used of it here; only programs for Deno have the types of the rest. */
type Deno = { readonly stdout: { readonly writeSync: (bytes: Uint8Array) => number } };

/**
 * Makes a pipe or a socket that is our stdout non-blocking, for all processes that share it.
 *
 * @returns What writes at once and says how many bytes were taken. It throws where none was: the
 * reader is behind (EAGAIN) or gone (EPIPE), the disk is full (ENOSPC).
 */
export function openStdout(): (bytes: Uint8Array) => number {
  if (isatty(STDOUT)) return openTerminal();
  const { Deno } = globalThis as { readonly Deno?: Deno };
  if (Deno !== undefined) return openOnDeno(Deno);
  void process.stdout; // asking for it is what sets O_NONBLOCK: Node and Bun write to it themselves so
  return (bytes) => writeSync(STDOUT, bytes);
}

/** Its `process.stdout` blocks, its sockets don't; its `writeSync` of `node:fs` hides a part taken. */
function openOnDeno({ stdout }: Deno): (bytes: Uint8Array) => number {
  const stats = fstatSync(STDOUT);
  if (stats.isFIFO() || stats.isSocket()) {
    new Socket({ fd: STDOUT, readable: false, writable: true });
  }
  return (bytes) => stdout.writeSync(bytes);
}

/** A container's stdout may be one. All runtimes let it block, so it is opened once more. */
function openTerminal(): (bytes: Uint8Array) => number {
  const terminal = reopenStdout();
  return (bytes) => writeSync(terminal, bytes);
}

function reopenStdout(): number {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    return openSync("/dev/stdout", O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    return STDOUT; // another user's terminal, as after `su`: it may block, but there is a log
  }
}
