/**
 * Keeps the tables as small as they may be, and forgets a buyer who asks for it.
 *
 * `node server/maintain.ts --older-than 400d` or `--erase-buyer -`, with the receiver's environment, beside
 * running receivers; Bun and Deno run it as well. Exit codes: 0 done, 1 the buyer came back, 2 wrong
 * usage, 3 the database could not do it, 5 a fault of this program's, 130 interrupted.
 *
 * @module
 */

import process from "node:process";
import type { Sql } from "postgres";
import { type DatabaseConfig, readDatabaseConfig } from "./config.ts";
import { connect } from "./database.ts";
import { isDatabaseError } from "./database-error.ts";
import { createEnvironmentReader } from "./environment.ts";
import { dropArrived } from "./maintain/drop-arrived.ts";
import { dropOld } from "./maintain/drop-old.ts";
import { eraseBuyer } from "./maintain/erase-buyer.ts";
import { type Order, OrderError, parseOrder, parseReference } from "./maintain/order.ts";

const USAGE = `usage: maintain --older-than <days>d [--dry-run]
       maintain --deliveries-older-than <days>d [--dry-run]
       maintain --erase-buyer <reference|-> [--dry-run]

Works on the database at DATABASE_URL beside running receivers; reads DATABASE_PREPARE as they do.

  --older-than   drops events, changes that granted nothing first, and all that is in the log of
                 deliveries, older than e.g. 400d. Late repetitions stay harmless, and nothing is
                 granted twice
  --deliveries-older-than
                 drops what is in the log of deliveries alone, such as 7d
  --erase-buyer  erases all that is stored of one buyer, by the reference that the providers know.
                 - reads it from standard input. Erase the buyer at the providers first
  --dry-run      counts, and changes nothing
  --help         this
`;

process.exit(await main(process.argv.slice(2)));

/** @returns The exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const order = parseOrder(args);
    if (order.do === "help") return print(USAGE).then(() => 0);
    const config = readConfig();
    return typeof config === "string" ? complain(config, 2) : await obey(order, config);
  } catch (error) {
    if (error instanceof OrderError) return complain(`${error.message}\n\n${USAGE}`, 2);
    // What a database says of these statements names tables, and never what is in them.
    if (isDatabaseError(error)) {
      const remedy = "see scripts/doctor, or server/doctor.ts; nothing was left half-way";
      return complain(
        `The database could not do it: ${error.code}: ${error.message}: ${remedy}\n`,
        3,
      );
    }
    return complain(`Bug: ${error instanceof Error ? error.stack : "something unknown"}\n`, 5);
  }
}

/** @returns What is wrong with it, where something is. */
function readConfig(): DatabaseConfig | string {
  const read = createEnvironmentReader(process.env);
  const config = readDatabaseConfig(read);
  for (const warning of read.warnings) process.stderr.write(`Odd setting: ${warning}\n`);
  if (read.problems.length === 0) return config;
  return `Cannot maintain a database:\n${read.problems.map((line) => `  - ${line}`).join("\n")}\n`;
}

async function obey(
  order: Exclude<Order, { readonly do: "help" }>,
  { databaseUrl, databasePrepare }: DatabaseConfig,
): Promise<number> {
  const interrupted = new AbortController();
  const { signal } = interrupted;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (signal.aborted) process.exit(130); // asked twice: somebody is in a hurry
      interrupted.abort();
    });
  }
  const sql = connect(databaseUrl, { poolMax: 1, prepare: databasePrepare, canBegin: true });
  try {
    const code = await work(sql, order, signal);
    return signal.aborted ? 130 : code;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function work(
  sql: Sql,
  order: Exclude<Order, { readonly do: "help" }>,
  signal: AbortSignal,
): Promise<number> {
  switch (order.do) {
    case "drop":
      return drop(sql, order, signal);
    case "forget":
      return forget(sql, order, signal);
    case "erase":
      return erase(sql, order, signal);
  }
}

async function drop(
  sql: Sql,
  order: Extract<Order, { readonly do: "drop" }>,
  signal: AbortSignal,
): Promise<number> {
  const { events, changes } = await dropOld(sql, { ...order, signal });
  const { deliveries } = await dropArrived(sql, { ...order, signal });
  await print(`${dropped(order)} ${events} events, ${changes} changes, ${deliveries} deliveries\n`);
  return 0;
}

async function forget(
  sql: Sql,
  order: Extract<Order, { readonly do: "forget" }>,
  signal: AbortSignal,
): Promise<number> {
  const { deliveries, captured } = await dropArrived(sql, { ...order, signal });
  await print(`${dropped(order)} ${deliveries} deliveries, ${captured} captured\n`);
  return 0;
}

function dropped({ isDry }: { readonly isDry: boolean }): string {
  return isDry ? "would drop" : "dropped";
}

async function erase(
  sql: Sql,
  { buyerReference, isDry }: Extract<Order, { readonly do: "erase" }>,
  signal: AbortSignal,
): Promise<number> {
  const reference = buyerReference ?? parseReference(await readInput());
  const { erased, isBack } = await eraseBuyer(sql, { buyerReference: reference, isDry, signal });
  const counts = Object.entries(erased).map(([what, count]) => `${count} ${what}`);
  await print(`${isDry ? "would erase" : "erased"} ${counts.join(", ")}\n`);
  if (!isBack) return 0;
  return complain("The buyer came back meanwhile: erase them at the providers first\n", 1);
}

async function readInput(): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer); // no encoding is set
  return Buffer.concat(pieces).toString("utf8");
}

function complain(complaint: string, code: number): number {
  process.stderr.write(complaint);
  return code;
}

/** A pipe may take it later than at once, and `exit` doesn't wait. */
function print(text: string): Promise<void> {
  return new Promise((printed) => process.stdout.write(text, () => printed()));
}
