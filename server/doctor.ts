/**
 * Tells within 10 s whether a database can carry the receiver, and what to do where it can't.
 *
 * `node server/doctor.ts [--json]`, with the receiver's environment; Bun and Deno run it as well. Exit
 * codes: 0 it can, 1 it can't or that isn't known, 2 wrong usage, 130 interrupted.
 *
 * @module
 */

import process from "node:process";
import { type DatabaseConfig, readDatabaseConfig } from "./config.ts";
import { examine } from "./doctor/examine.ts";
import { coloured, formatJson, formatText, isFit, plain } from "./doctor/report.ts";
import { createEnvironmentReader } from "./environment.ts";
import { readMigrations } from "./migrate.ts";

const USAGE = `usage: doctor [--json]

Tells whether the database at DATABASE_URL can carry the receiver. Reads DATABASE_PREPARE and
DATABASE_POOL_MAX as the receiver does. Leaves nothing behind in the database.

  --json  one JSON document on standard output
  --help  this
`;

process.exit(await main(process.argv.slice(2)));

/** @returns The exit code. */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) return print(USAGE).then(() => 0);
  const unknown = args.find((arg) => arg !== "--json");
  if (unknown !== undefined) return refuse(`Cannot take ${unknown}\n\n${USAGE}`);
  const config = readConfig();
  if (typeof config === "string") return refuse(config);

  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (interrupted.signal.aborted) process.exit(130); // asked twice: somebody is in a hurry
      interrupted.abort();
    });
  }
  const checks = await examine({
    config,
    migrations: await readMigrations(),
    signal: interrupted.signal,
    now: () => performance.now(),
  });
  const isColoured = process.stdout.isTTY === true && !process.env["NO_COLOR"];
  const paint = isColoured ? coloured : plain;
  await print(args.includes("--json") ? formatJson(checks) : formatText(checks, paint));
  if (interrupted.signal.aborted) return 130;
  return isFit(checks) ? 0 : 1;
}

/** @returns What is wrong with it, where something is. */
function readConfig(): DatabaseConfig | string {
  const read = createEnvironmentReader(process.env);
  const config = readDatabaseConfig(read);
  for (const warning of read.warnings) process.stderr.write(`Odd setting: ${warning}\n`);
  if (read.problems.length === 0) return config;
  return `Cannot examine a database:\n${read.problems.map((line) => `  - ${line}`).join("\n")}\n`;
}

function refuse(complaint: string): number {
  process.stderr.write(complaint);
  return 2;
}

/** A pipe may take it later than at once, and `exit` doesn't wait. */
function print(text: string): Promise<void> {
  return new Promise((printed) => process.stdout.write(text, () => printed()));
}
