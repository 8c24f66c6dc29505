/**
 * Leaves the receiver, a simulated Proxy and Gwop, and a database running, to develop against.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { typedAs } from "../harness/settings/typed-as.ts";
import type { Child } from "./child.ts";
import { readDevSecrets } from "./dev-secrets.ts";
import { printedHelp } from "./help.ts";
import { type Lifetime, runScript } from "./lifetime.ts";
import { type Database, describeDatabase } from "./open-database.ts";
import { choosePort, LOOPBACK } from "./port.ts";
import { startPostgres } from "./postgres.ts";
import { makeReachable } from "./postgres-account.ts";
import { SetupError } from "./setup-error.ts";

/** Where the harness looks for it by itself. */
const SIMULATOR_PORT = 3100;

const READY_MS = 30_000;
const LOOK_AGAIN_MS = 100;

/** Below the values of what is printed. */
const INDENT = " ".repeat("database    ".length);

const HARNESS = typedAs("harness");

const HELP = `Usage: ${typedAs("dev")}

Leaves the receiver in server/, a simulated Proxy and Gwop, and a database running, until Ctrl-C; the data
stays in .data/. It prints what to type next.

Variables:
  DATABASE_URL     a database of yours; else one is started
  PORT             of the receiver, 3000 by default
  INSPECTOR_PORT   of its inspector, 3001 by default
  SIMULATOR_PORT   of the simulator, 3100 by default`;

const [unknown] = process.argv.slice(2);
if (!printedHelp(HELP)) await runScript(unknown === undefined ? dev : () => refuse(unknown));

function refuse(argument: string): Promise<never> {
  throw new SetupError(`Cannot start with "${argument}": ${typedAs("dev")} takes no arguments`);
}

async function dev(lifetime: Lifetime): Promise<number> {
  const secrets = readDevSecrets(resolve(".data/dev-secrets.json"));
  const { url, description } = await openDevDatabase(lifetime);
  const port = await choosePort("PORT", 3000);
  const inspectorPort = await choosePort("INSPECTOR_PORT", 3001);
  const simulatorPort = await choosePort("SIMULATOR_PORT", SIMULATOR_PORT);
  const receiverUrl = `http://${LOOPBACK}:${port}`;
  const simulatorUrl = `http://${LOOPBACK}:${simulatorPort}`;
  const endpoint = `${receiverUrl}/api/proxy/webhook`;

  const receiver = lifetime.start(process.execPath, ["server/main.ts"], {
    ...secrets,
    DATABASE_URL: url,
    HOST: LOOPBACK,
    PORT: String(port),
    DELIVERY_LOG: "on",
    INSPECTOR_HOST: LOOPBACK,
    INSPECTOR_PORT: String(inspectorPort),
    PROXY_API_BASE_URL: simulatorUrl,
  });
  const simulator = lifetime.start(
    process.execPath,
    [
      ...["harness/main.ts", "simulator", "--port", String(simulatorPort)],
      ...["--receiver", receiverUrl],
    ],
    secrets,
  );
  const ended = Promise.race([nameEnd("receiver", receiver), nameEnd("simulator", simulator)]);
  const ready = Promise.all([
    untilAnswered(`${receiverUrl}/readyz`, (status) => status === 200, lifetime.signal),
    untilAnswered(simulatorUrl, () => true, lifetime.signal),
  ]);
  await Promise.race([ready, ended]);

  const at = simulatorPort === SIMULATOR_PORT ? "" : ` --simulator ${simulatorUrl}`;
  console.log(`
receiver    ${receiverUrl}
inspector   http://${LOOPBACK}:${inspectorPort}
            ${secrets.INSPECTOR_TOKEN}
simulator   ${simulatorUrl}
            open it in a browser to buy, pay, and watch what is delivered
database    ${description}

A purchase of three seats, from its session to its last event:
  curl ${simulatorUrl}/simulator/purchase -H 'content-type: application/json' \\
    -d '{"buyer_reference":"user_42","quantity":3}'

An invoice of Gwop's for three seats, registered by the app, and paid:
  curl ${simulatorUrl}/simulator/invoice -H 'content-type: application/json' \\
    -d '{"buyer_reference":"user_42","quantity":3}'

Other stories, and in another terminal what is delivered of them:
  ${HARNESS} trigger renewal${at}
  ${HARNESS} listen${at}

What that buyer may use now:
  curl '${receiverUrl}/api/entitlements?buyer_reference=user_42' \\
    -H 'authorization: Bearer ${secrets.PROBE_TOKEN}'

Judge this receiver, by its wire:
  PROXY_WEBHOOK_SIGNING_SECRET=${secrets.PROXY_WEBHOOK_SIGNING_SECRET} \\
    ${HARNESS} run --url ${endpoint}
  GWOP_WEBHOOK_SECRET=${secrets.GWOP_WEBHOOK_SECRET} GWOP_MERCHANT_ID=${secrets.GWOP_MERCHANT_ID} \\
    ${HARNESS} run --provider gwop --gwop-url ${receiverUrl}/api/gwop/webhook

Ctrl-C stops everything; the data stays.`);
  return ended;
}

/** Takes `DATABASE_URL`, or else a Postgres whose data outlives the script. */
async function openDevDatabase(lifetime: Lifetime): Promise<Database> {
  const given = process.env["DATABASE_URL"] ?? "";
  if (given !== "") return describeDatabase(given);

  // Beside the code, unless that is closed to the user that Postgres runs as.
  const clone = createHash("sha256").update(resolve()).digest("hex").slice(0, 12);
  const home = makeReachable([resolve(".data"), `/var/lib/proxy-checkout-${clone}`]);
  const directory = `${home}/postgres`;
  const { url, version } = await lifetime.own(
    startPostgres({ directory, signal: lifetime.signal }),
    (server, impatient) => server.stop(impatient),
  );
  return {
    url,
    description: `PostgreSQL ${version} (embedded, data in ${directory})\n${INDENT}${url}`,
  };
}

/** @throws {SetupError} As soon as the child ends, for the others are of no use without it. */
async function nameEnd(name: string, child: Child): Promise<never> {
  const code = await child.exited;
  throw new SetupError(`Cannot go on: the ${name} ended by itself, exit code ${code}`);
}

async function untilAnswered(
  url: string,
  isReady: (status: number) => boolean,
  ending: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([ending, AbortSignal.timeout(READY_MS)]);
  while (!signal.aborted) {
    const answer = await fetch(url, { signal }).catch((_notUpYet: Error) => null);
    if (answer !== null && isReady(answer.status)) return;
    await setTimeout(LOOK_AGAIN_MS);
  }
  ending.throwIfAborted();
  throw new SetupError(`Cannot reach ${url}: expected it to be ready within ${READY_MS / 1000} s`);
}
