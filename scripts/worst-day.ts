/**
 * Does terrible things to the receiver, and says what came of it: `scripts/worst-day --help`.
 *
 * Figures are of this machine; whether something was lost is not.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { createDatabase } from "./database.ts";
import { runScript } from "./lifetime.ts";
import { openDatabase } from "./open-database.ts";
import { installRuntimes } from "./runtimes.ts";
import { SetupError } from "./setup-error.ts";
import { bodies } from "./worst-days/bodies.ts";
import { type Case, type Row, RUNTIMES, type Runtime } from "./worst-days/case.ts";
import { failover } from "./worst-days/failover.ts";
import { overload } from "./worst-days/overload.ts";
import { pooler } from "./worst-days/pooler.ts";
import { view } from "./worst-days/view.ts";

const CASES: readonly Case[] = [bodies, overload, view, failover, pooler];

const ALL_RUNTIMES = Object.keys(RUNTIMES) as readonly Runtime[];

const HELP = `scripts/worst-day [case...] [--runtime bun|deno|node]

Without a case, all of them; without a runtime, all three in turn.
${CASES.map(({ name, about }) => `  ${name.padEnd(10)}${about}`).join("\n")}`;

await runScript(async (lifetime) => {
  const { cases, runtimes } = readArguments();
  if (cases.length === 0) {
    console.log(HELP);
    return 0;
  }
  const path = await installRuntimes(lifetime);
  const { url, description } = await openDatabase(lifetime);
  console.error(description);
  for (const { name, run } of cases) {
    for (const runtime of runtimes) {
      const databaseUrl = await createDatabase(url, `worst_day_${randomBytes(6).toString("hex")}`);
      const rows = await run({ lifetime, runtime, path, databaseUrl });
      console.log(`\n${name}, ${runtime}\n\n${tableOf(rows)}`);
    }
  }
  return 0;
});

/** @returns No case where only help is wanted. */
function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: { runtime: { type: "string" }, help: { type: "boolean" } },
      allowPositionals: true,
    });
    const runtimes = ALL_RUNTIMES.filter((one) => (values.runtime ?? one) === one);
    const unknown = positionals.find((name) => !CASES.some((one) => one.name === name));
    if (runtimes.length === 0) throw new TypeError(`--runtime ${values.runtime}: no such runtime`);
    if (unknown !== undefined) throw new TypeError(`${unknown}: no such case`);
    const chosen = CASES.filter(
      ({ name }) => positionals.length === 0 || positionals.includes(name),
    );
    return { cases: values.help ? [] : chosen, runtimes };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SetupError(`${error.message}\n\n${HELP}`);
  }
}

/** As Markdown, so that it can stand in a document as it is. */
function tableOf(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [
    columns,
    columns.map(() => "---"),
    ...rows.map((row) => columns.map((column) => String(row[column] ?? ""))),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
