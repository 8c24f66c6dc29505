/**
 * What the one statement costs on tables of ten thousand, a million, ten million purchases.
 *
 * Figures are of this machine: so each size is measured in each round, beside pgbench, and compared with
 * the smallest.
 *
 * @module
 */

import { parseArgs } from "node:util";
import postgres from "postgres";
import { migrate, readMigrations } from "../../server/migrate.ts";
import { createDatabase, dropDatabase } from "../database.ts";
import { type Lifetime, runScript } from "../lifetime.ts";
import { makeTemporaryFolder } from "../open-database.ts";
import { startPostgres } from "../postgres.ts";
import { SetupError } from "../setup-error.ts";
import { fill } from "./growth/fill.ts";
import { KINDS, type Kind, load } from "./growth/load.ts";
import { readSizes, type Sizes } from "./growth/sizes.ts";
import { formatLoads, formatSizes, type Grown, type Sample } from "./growth/table.ts";
import { openYardstick, type Yardstick } from "./pgbench.ts";
import { readCount } from "./read-count.ts";
import { spreadOf } from "./statistics.ts";
import { requireTools } from "./tools.ts";

const HELP = `Usage: bun scripts/benches/growth.ts [options]

What the receiver's one statement costs as its tables grow: batches of 32 over two connections,
ids in no order, a checkpoint before each load. Ten million rows take some 10 GB and 10 minutes.

Options:
  --rows <n,...>   purchases to begin with (default: 10000,1000000,10000000)
  --rounds <n>     how often each is measured (default: 3)
  --seconds <n>    how long each is loaded (default: 5)`;

const ROWS_MAX = 100_000_000;

/** A database of one size, and what was measured on it so far. */
type Size = {
  readonly rows: number;
  readonly url: string;
  readonly sizes: Sizes;
  readonly samples: Readonly<Record<Kind, Sample[]>>;
};

await runScript(async (lifetime) => {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted === null) {
    console.log(HELP);
    return 0;
  }
  const { rows, rounds, seconds } = wanted;
  const binaries = requireTools(process.env["PATH"] ?? "");
  const url = await startServer(lifetime, binaries);
  const yardstick = await openYardstick(lifetime, { url, binaries, seconds });
  const sizes: Size[] = [];
  for (const count of rows) sizes.push(await grow(url, count));
  for (let round = 1; round <= rounds; round += 1) {
    for (const size of sizes) {
      for (const kind of KINDS) {
        const sample = await measure(size, { kind, seconds, yardstick });
        size.samples[kind].push(sample);
        const ratio = (sample.perSecond / sample.yardstick).toFixed(2);
        const what = `${size.rows} rows, ${kind}`;
        console.error(`${round}/${rounds}  ${what}: ${Math.round(sample.perSecond)}/s, ${ratio}`);
      }
    }
  }
  const all: readonly Grown[] = sizes;
  console.log(`${formatLoads(all)}\n\n${formatSizes(all)}`);
  return 0;
});

/** @returns Null where only help is wanted. */
function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rows: { type: "string", default: "10000,1000000,10000000" },
        rounds: { type: "string", default: "3" },
        seconds: { type: "string", default: "5" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help === true) return null;
    const rows = values.rows.split(",").map((part) => readCount("--rows", part, ROWS_MAX));
    return {
      rows: rows.toSorted((a, b) => a - b),
      rounds: readCount("--rounds", values.rounds, 100),
      seconds: readCount("--seconds", values.seconds, 3600),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SetupError(`${error.message}\n\n${HELP}`);
  }
}

/** Debian's, with its settings as they come. */
async function startServer(lifetime: Lifetime, binaries: string): Promise<string> {
  const directory = await makeTemporaryFolder(lifetime);
  const { signal } = lifetime;
  const { url } = await lifetime.own(
    startPostgres({ directory, binaries, signal }),
    (server, impatient) => server.stop(impatient),
  );
  return url;
}

async function grow(serverUrl: string, rows: number): Promise<Size> {
  const name = `growth_${rows}`;
  await dropDatabase(serverUrl, name);
  const url = await createDatabase(serverUrl, name);
  await migrate(url, await readMigrations());
  const began = performance.now();
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await fill(sql, rows).finally(() => sql.end({ timeout: 1 }));
  console.error(`${rows} rows: filled in ${Math.round((performance.now() - began) / 1000)} s`);
  return { rows, url, sizes: await readSizes(url), samples: { grant: [], renew: [] } };
}

async function measure(
  { url, rows }: Size,
  { kind, seconds, yardstick }: { kind: Kind; seconds: number; yardstick: Yardstick },
): Promise<Sample> {
  const before = await yardstick.measure();
  const loaded = await load(url, { kind, rows, seconds });
  const after = await yardstick.measure();
  return { ...loaded, yardstick: spreadOf([before, after]).median };
}
