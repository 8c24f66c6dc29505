/** conformance.json: read where there is one, required where it was named. @module */

import { readFileSync } from "node:fs";
import { z } from "zod";
import { explainFileTrouble } from "./file-trouble.ts";
import type { Flags, Settings } from "./setting.ts";
import { fromCommandLine, fromEnvironment, fromFile, layer } from "./sources.ts";
import { UsageError } from "./usage-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings, among them the one that names the file. */
export type SettingsOfFile = Settings & { readonly config: z.ZodDefault<z.ZodString> };

/** @throws {UsageError} Listing everything in the environment and the file that can't be read. */
export function readSettings(settings: SettingsOfFile, typed: Flags, env: Environment): Flags {
  const problems: string[] = [];
  const complain = (problem: string): void => {
    problems.push(problem);
  };
  const environment = fromEnvironment(settings, env, complain);
  const named = z
    .string()
    .optional()
    .parse(typed["config"] ?? environment["config"]);
  const file = readConfig(settings, named, complain);
  if (problems.length > 0) throw new UsageError(problems);
  return layer({ typed: fromCommandLine(settings, typed), environment, file });
}

/** @param named The file that was asked for; `undefined` leaves it to chance. */
function readConfig(
  settings: SettingsOfFile,
  named: string | undefined,
  complain: (problem: string) => void,
): Flags {
  const file = settings.config.parse(named);
  try {
    return fromFile(settings, file, JSON.parse(readFileSync(file, "utf8")), complain);
  } catch (error) {
    if (error instanceof SyntaxError) {
      complain(`${file} is not JSON: ${error.message}`);
      return {};
    }
    if (!isFileError(error)) throw error;
    if (named !== undefined || error.code !== "ENOENT") {
      complain(`--config ${file}: ${explainFileTrouble(error, "read")}`);
    }
    return {};
  }
}

function isFileError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
