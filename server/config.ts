/** Reads the environment once, completely, and complains about everything at once. @module */

import { type ArrivedConfig, readArrived } from "./arrived/config.ts";
import { TOKEN_REMEDY } from "./bearer-token.ts";
import { readDatabaseUrl } from "./database-url.ts";
import type { ProviderName } from "./entitlement.ts";
import {
  createEnvironmentReader,
  type Environment,
  type EnvironmentReader,
} from "./environment.ts";
import { type InspectorConfig, readInspector } from "./inspector/config.ts";
import { LOG_LEVELS, type LogLevel } from "./log.ts";
import type { AddRoutes, Provider, TakeUpAgain } from "./provider.ts";

/** What it takes to ask the database. */
export type DatabaseConfig = Pick<Config, "databaseUrl" | "databasePoolMax" | "databasePrepare">;

/** What is everybody's. A provider keeps its own settings: all that is left of them are its routes. */
export type Config = {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly databasePoolMax: number;
  /** False behind a pooler. */
  readonly databasePrepare: boolean;
  /** How many events one statement applies at most. */
  readonly applyBatchMax: number;
  readonly bodyBytesMax: number;
  readonly probeToken: string;
  readonly logLevel: LogLevel;
  /** `null`: no log of deliveries is kept. */
  readonly arrived: ArrivedConfig | null;
  /** `null`: it is off. */
  readonly inspector: InspectorConfig | null;
  /** Of each provider that is on. */
  readonly routes: readonly AddRoutes[];
  readonly takeUpAgain: ReadonlyMap<ProviderName, TakeUpAgain>;
  /** What the files of secrets said, by the secret's variable: never to be logged. */
  readonly secretFiles: ReadonlyMap<string, string>;
  /** What is odd about the environment, to be logged at the start. */
  readonly warnings: readonly string[];
};

export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Cannot start:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/** What the SDK will verify at most. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** @throws {ConfigError} Listing every missing or malformed variable, never its value. */
export function parseConfig(env: Environment, providers: readonly Provider[]): Config {
  const read = createEnvironmentReader(env);
  const address = {
    host: read.optional("HOST") ?? "127.0.0.1",
    port: read.integer("PORT", { min: 0, max: 65_535, fallback: 3000 }),
  };
  const everybodys = {
    ...address,
    ...readDatabaseConfig(read),
    applyBatchMax: read.integer("APPLY_BATCH_MAX", { min: 1, max: 1000, fallback: 64 }),
    bodyBytesMax: read.integer("BODY_LIMIT_BYTES", {
      min: 1,
      max: BODY_BYTES_MAX,
      fallback: 1024 * 1024,
    }),
    probeToken: read.token("PROBE_TOKEN", TOKEN_REMEDY) ?? "",
    logLevel: read.oneOf("LOG_LEVEL", LOG_LEVELS, "info"),
    arrived: readArrived(read),
    inspector: readInspector(read, address),
  };
  const on = providers.flatMap(({ name, configure }) => {
    const configured = configure(read);
    return configured === null ? [] : [[name, configured] as const];
  });
  const config: Config = {
    ...everybodys,
    routes: on.map(([, { addRoutes }]) => addRoutes),
    takeUpAgain: new Map(on.map(([name, { takeUpAgain }]) => [name, takeUpAgain])),
    secretFiles: read.secretFiles,
    warnings: read.warnings,
  };
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  return config;
}

/** The receiver's part that the doctor reads as well. Problems are left with the reader. */
export function readDatabaseConfig(read: EnvironmentReader): DatabaseConfig {
  return {
    databaseUrl: readDatabaseUrl(read),
    databasePoolMax: read.integer("DATABASE_POOL_MAX", { min: 1, max: 1000, fallback: 10 }),
    databasePrepare: read.oneOf("DATABASE_PREPARE", ["true", "false"], "true") === "true",
  };
}
