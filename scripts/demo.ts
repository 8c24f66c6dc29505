/**
 * Shows the whole idea at work: the harness judges the receiver, on a real Postgres.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { typedCommand } from "../harness/reporters/typed-command.ts";
import { typedAs, typedFile } from "../harness/settings/typed-as.ts";
import { printedHelp } from "./help.ts";
import { type Lifetime, runScript } from "./lifetime.ts";
import { openDatabase } from "./open-database.ts";

/** The same histories for everyone, so that two people can compare what they see. */
const SEED = "42";

const DEMO = typedAs("demo");
const HARNESS = typedAs("harness");
const MAIN = fileURLToPath(new URL("../harness/main.ts", import.meta.url));

const HELP = `Usage: ${DEMO} [options of ${HARNESS} run]

Starts a database, unless DATABASE_URL names one, and judges the receiver in
server/ with it. Everything is stopped and removed afterwards.

Examples:
  ${DEMO}
  ${DEMO} --provider all
  ${DEMO} --only order --seed 7

${HARNESS} run --help shows all options.`;

if (!printedHelp(HELP)) await runScript(demo);

async function demo(lifetime: Lifetime): Promise<number> {
  const { url, description } = await openDatabase(lifetime);
  console.log(`Database: ${description}
A simulated sender now signs events and delivers them, repeated and out of
order, to the receiver in server/; the harness reads the entitlements back and
says which requirements held.
`);

  const own = process.argv.slice(2);
  const start = `bun ${typedFile("server/main.ts")}`;
  const args = ["run", "--start", start, "--seed", SEED, ...own];
  const harness = lifetime.start(process.execPath, [...process.execArgv, MAIN, ...args], {
    DATABASE_URL: url,
    // The database is gone by the time that somebody types a replay: this one brings its own.
    HARNESS_COMMAND: typedCommand(DEMO, own),
  });
  const code = await harness.exited;

  if (code === 0) {
    console.log(`
Next: change something in server/ and run ${DEMO} again, to see it caught;
      ${typedAs("dev")}   the receiver, a simulated Proxy and a database to work with;
      ${HARNESS} --help   judge a receiver of your own.`);
  }
  return code;
}
