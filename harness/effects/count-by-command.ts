/** A number that a command prints. @module */

import { visible } from "../pages/show.ts";
import { overWithin, startGroup } from "../target/process-group.ts";
import type { Quoting } from "../target/quoting.ts";
import { CountFailed, type ReadCount } from "./count.ts";

const WITHIN_MS = 10_000;
const OUTPUT_CHARACTERS_MAX = 4_096;
const QUOTED_CHARACTERS_MAX = 300;

/** Whatever is longer is no number that a double holds exactly. */
const WHOLE = /^\s*([+-]?\d{1,15})\s*$/;

/**
 * @param command As typed at a shell, pipes included. It has our own environment.
 * @param quoting Of what it printed, where that is no number.
 */
export function countByCommand(command: string, quoting: Quoting): ReadCount {
  const failed = (what: string, { output, errors }: Written): CountFailed => {
    const quoted = (label: string, text: string): string => {
      const said = quoting.lines(text).join(" ").trim();
      return said === "" ? "" : `. It ${label}: ${visible(said, QUOTED_CHARACTERS_MAX)}`;
    };
    const told = `${quoted("printed", output)}${quoted("complained", errors)}`;
    return new CountFailed(
      `--verify-cmd ${what}: expected one whole number on its output, nothing else, and exit code 0${told}`,
    );
  };
  return async (signal) => {
    signal.throwIfAborted();
    const written: Written = { output: "", errors: "" };
    const keep = (name: keyof Written) => (text: string) => {
      written[name] = `${written[name]}${text}`.slice(0, OUTPUT_CHARACTERS_MAX);
    };
    const run = startGroup({
      command: "sh",
      args: ["-c", command],
      onOutput: keep("output"),
      onErrorOutput: keep("errors"),
    });
    const kill = (): void => run.signalGroup("SIGKILL");
    signal.addEventListener("abort", kill, { once: true });
    try {
      await overWithin(run, WITHIN_MS);
    } finally {
      signal.removeEventListener("abort", kill);
    }
    signal.throwIfAborted();
    if (!run.isOver()) {
      kill();
      throw failed(`had not ended after ${WITHIN_MS / 1000} s`, written);
    }
    const ending = await run.over;
    if (ending.code !== 0) {
      throw failed(`ended with ${ending.signal ?? `exit code ${ending.code}`}`, written);
    }
    const [, number] = WHOLE.exec(written.output) ?? [];
    if (number !== undefined) return Number(number);
    const isEmpty = written.output.trim() === "";
    throw failed(isEmpty ? "printed nothing" : "printed no whole number", written);
  };
}

type Written = { output: string; errors: string };
