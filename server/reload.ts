/** Secrets that change under a receiver that runs: their files are read again. @module */

import type { Logger } from "pino";
import { type Config, ConfigError, parseConfig } from "./config.ts";
import type { Environment } from "./environment.ts";
import { describeError } from "./log.ts";
import type { Provider } from "./provider.ts";

export type Reload = {
  /** What is in force. */
  readonly held: Config;
  /** Of the process: only what its files say can have changed. */
  readonly env: Environment;
  readonly providers: readonly Provider[];
  readonly log: Logger;
};

/**
 * Reads all files of secrets again, except the database's: its connections stay.
 *
 * @returns What is to be in force for deliveries that begin from now on; `null` where nothing is to
 * change, because no secret is in a file, or because one of them is bad. Either is logged.
 */
export function reload({ held, env, providers, log }: Reload): Config | null {
  const database = { DATABASE_URL: held.databaseUrl, DATABASE_URL_FILE: undefined };
  try {
    const next = parseConfig({ ...env, ...database }, providers);
    if (next.secretFiles.size === 0) {
      log.info("no secret is in a file: nothing to reload");
      return null;
    }
    for (const warning of next.warnings) {
      if (!held.warnings.includes(warning)) log.warn({ warning }, "odd setting");
    }
    log.info({ changed: changes(held, next) }, "secrets reloaded");
    return next;
  } catch (error) {
    // Whatever it is, it must not end a receiver that works.
    const note = error instanceof ConfigError ? { problems: error.problems } : describeError(error);
    log.error(note, "secrets not reloaded: all old ones stay");
    return null;
  }
}

/** @returns The variables of the secrets whose files say something else now. */
function changes(held: Config, next: Config): readonly string[] {
  const names = [...next.secretFiles.keys()];
  return names.filter((name) => next.secretFiles.get(name) !== held.secretFiles.get(name));
}
