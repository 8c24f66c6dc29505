/** A pipe by name: one that a runtime makes for its child is read by it, unasked. @module */

import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync, readSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

export type Line = Readonly<Record<string, unknown>>;

export type Pipe = {
  readonly path: string;
  /**
   * Reads on, up to a line, or until the last writer is gone.
   *
   * @returns All lines so far. @throws If one isn't JSON from its beginning to its end.
   */
  readonly readTo: (isLast: (line: Line) => boolean) => Promise<readonly Line[]>;
  readonly readToEnd: () => Promise<readonly Line[]>;
  readonly close: () => void;
};

/** Opens the reader's end, so that nobody who opens the other waits for it. */
export function openPipe(path: string): Pipe {
  spawnSync("mkfifo", [path]); // fails where there is one already
  const pipe = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const bytes = new Uint8Array(64 * 1024);
  const decoder = new TextDecoder();
  const lines: Line[] = [];
  let rest = "";
  const readTo = async (isLast: (line: Line) => boolean): Promise<readonly Line[]> => {
    for (let length = -1; length !== 0; ) {
      length = readSome(pipe, bytes);
      if (length === -1) await pause(5);
      else rest += decoder.decode(bytes.subarray(0, length), { stream: true });
      const texts = rest.split("\n");
      rest = texts.pop() ?? "";
      const more = texts.map((text) => JSON.parse(text));
      lines.push(...more);
      if (more.some(isLast)) return lines;
    }
    if (rest !== "") throw new Error(`Cut off: ${rest}`);
    return lines;
  };
  return {
    path,
    readTo,
    readToEnd: () => readTo(() => false),
    close: () => closeSync(pipe),
  };
}

/** @returns The bytes read; 0 where nobody can write any more, -1 where nobody has. */
function readSome(pipe: number, bytes: Uint8Array): number {
  try {
    return readSync(pipe, bytes);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return -1;
    throw error;
  }
}
