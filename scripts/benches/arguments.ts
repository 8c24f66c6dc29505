/** What a bench was told to do. @module */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { typedAs } from "../../harness/settings/typed-as.ts";
import { SetupError } from "../setup-error.ts";
import { CASES, type Case, chooseCases } from "./cases.ts";
import { readCount } from "./read-count.ts";
import { type Result, resultSchema } from "./result.ts";

const BENCH = typedAs("bench");

export const HELP = `Usage: ${BENCH} [options]

How fast the receiver is, as a ratio to what pgbench reaches right before and after. What was
acknowledged is looked for afterwards: a fast wrong answer ends it with exit code 1.

Options:
  --only <case>      this one, or those that begin with it and a slash; may be repeated
  --rounds <n>       how often each is measured (default: 3)
  --seconds <n>      how long each is loaded (default: 5)
  --quick            one round of a second, one case of each kind
  --markdown         print the table as Markdown
  --json <file>      keep all figures
  --compare <file>   say what has changed since --json wrote that one

Examples:
  ${BENCH} --only grant --rounds 5 --json before.json
  ${BENCH} --only grant --rounds 5 --compare before.json

Cases:
${CASES.map(({ id, about }) => `  ${id.padEnd(16)}${about}`).join("\n")}`;

export type Wanted = {
  readonly cases: readonly Case[];
  readonly rounds: number;
  readonly seconds: number;
  readonly markdown: boolean;
  /** A file to keep all figures in. */
  readonly json: string | null;
  readonly earlier: Result | null;
};

/**
 * @returns Null where only help is wanted.
 * @throws {SetupError} Saying what is wrong, with the help.
 */
export function readArguments(args: readonly string[]): Wanted | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: "string", multiple: true, default: [] },
        rounds: { type: "string" },
        seconds: { type: "string" },
        quick: { type: "boolean", default: false },
        markdown: { type: "boolean", default: false },
        json: { type: "string" },
        compare: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) return null;
    const { only, quick, markdown, json = null } = values;
    const cases = chooseCases(only, { quick });
    if (cases === null || cases.length === 0) {
      throw new TypeError(`--only ${only.join(" --only ")}: no such case`);
    }
    return {
      cases,
      rounds: readCount("--rounds", values.rounds ?? (quick ? "1" : "3"), 9_999),
      seconds: readCount("--seconds", values.seconds ?? (quick ? "1" : "5"), 9_999),
      markdown,
      json: json === null ? null : resolve(json),
      earlier: values.compare === undefined ? null : readResult(values.compare),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SetupError(`${error.message}\n\n${HELP}`);
  }
}

function readResult(file: string): Result {
  try {
    return resultSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown reason";
    throw new SetupError(`--compare ${file}: expected what --json wrote: ${reason}`);
  }
}
