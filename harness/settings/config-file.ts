/** conformance.json: read where there is one, required where it was named. @module */

import { readFileSync } from "node:fs";
import { type Given, type RunFlags, SETTINGS } from "../conformance/settings.ts";
import { fromEnvironment, fromFile, layer } from "./sources.ts";
import { UsageError } from "./usage-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {UsageError} Listing everything in the environment and the file that can't be read. */
export function readSettings(typed: Given, env: Environment): RunFlags {
  const problems: string[] = [];
  const complain = (problem: string): void => {
    problems.push(problem);
  };
  const environment = fromEnvironment(env, complain);
  const file = readConfig(typed.config ?? environment.config ?? null, complain);
  if (problems.length > 0) throw new UsageError(problems);
  return layer({ typed, environment, file });
}

/** @param named The file that was asked for; `null` leaves it to chance. */
function readConfig(named: string | null, complain: (problem: string) => void): Given {
  const file = named ?? SETTINGS.config.preset;
  try {
    return fromFile(file, JSON.parse(readFileSync(file, "utf8")), complain);
  } catch (error) {
    if (error instanceof SyntaxError) {
      complain(`${file} is not JSON: ${error.message}`);
      return {};
    }
    if (!isFileError(error)) throw error;
    if (named !== null || error.code !== "ENOENT") complain(`${file}: ${error.message}`);
    return {};
  }
}

function isFileError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
