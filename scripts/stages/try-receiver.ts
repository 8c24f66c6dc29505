/**
 * What is wanted of a receiver's image: it starts as its user with secrets in files, its health turns
 * green, deliveries have their effect, and SIGTERM ends it with 0.
 *
 * @module
 */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../harness/target/managed-target.ts";
import { type Child, settlesWithin } from "../child.ts";
import type { Lifetime } from "../lifetime.ts";
import { freshDatabase } from "../open-database.ts";
import { LOOPBACK } from "../port.ts";
import { readCompose, SECRETS_FOLDER } from "./compose.ts";
import type { Container } from "./container.ts";

/** The receiver is up in a second; a machine that does other things too takes longer. */
const HEALTHY_MS = 30_000;

/** What compose.yaml gives it. */
const STOP_MS = 15_000;

/** What the judge isn't told. */
const TOKENS = {
  INSPECTOR_TOKEN: "inspector_of_a_receiver_that_is_judged",
  METRICS_TOKEN: "metrics_of_a_receiver_that_is_judged",
};

/** That a delivery is verified, by both secrets that there are, and has its effect, once. */
const JUDGED_BY = ["--only=signature/rotation", "--only=dedupe/same-delivery-twice"];

export type Trial = {
  readonly receiver: Container;
  readonly harness: Container;
  /** For the files of its secrets. */
  readonly home: string;
  /** The database server. */
  readonly url: string;
};

/**
 * Says of each claim that it holds, up to the first one that doesn't.
 *
 * @returns Whether all do.
 */
export async function tryReceiver(
  lifetime: Lifetime,
  { receiver, harness, home, url }: Trial,
): Promise<boolean> {
  const { judge } = readCompose();
  const { name, image, entrypoint, healthcheck } = receiver.stage;
  const secrets = join(home, `secrets-${name}`);
  await writeSecrets(secrets, await freshDatabase(lifetime, url));
  const ports = { port: await freePort(), apiPort: await freePort() };
  const environment = environmentAt(secrets, ports);
  const isHealthy = async (): Promise<boolean> =>
    healthcheck !== null && (await receiver.start(healthcheck, environment).exited) === 0;
  const isJudgedWell = async (): Promise<boolean> => {
    const words = judge.command.map((word) => moved(word, ports));
    const command = [...harness.stage.entrypoint, ...words, ...JUDGED_BY];
    return (await harness.start(command, judge.environment).exited) === 0;
  };
  const claim = (words: string, holds: boolean): boolean => {
    if (holds) console.log(`✓ ${name}: it ${words}`);
    else console.error(`✗ ${name} (${image}): expected that it ${words}`);
    return holds;
  };

  if (!claim("is not healthy before it was started", !(await isHealthy()))) return false;
  const process = receiver.start(entrypoint, environment);
  return (
    claim("is healthy soon after", await turnsTrue(isHealthy)) &&
    claim("takes deliveries, as the harness's image judges", await isJudgedWell()) &&
    claim("ends with 0 after SIGTERM", (await codeAfterSigterm(process)) === 0)
  );
}

/** What compose.yaml mounts, in a folder of ours: by the values that the harness is told. */
async function writeSecrets(folder: string, databaseUrl: string): Promise<void> {
  const { receiver, judge } = readCompose();
  const told = { ...judge.environment, ...TOKENS, DATABASE_URL: databaseUrl };
  const values = new Map(Object.entries(told));
  await mkdir(folder, { recursive: true });
  for (const [variable, file] of Object.entries(receiver.environment)) {
    const value = values.get(variable.replace(/_FILE$/, ""));
    if (!file.startsWith(`${SECRETS_FOLDER}/`) || value === undefined) continue;
    await writeFile(file.replace(SECRETS_FOLDER, folder), `${value}\n`);
  }
}

type Ports = { readonly port: number; readonly apiPort: number };

/** The secrets as the receiver has them, in files; where Proxy is as the judged one is told. */
function environmentAt(secrets: string, ports: Ports): Readonly<Record<string, string>> {
  const { receiver, judged } = readCompose();
  const { PROXY_API_BASE_URL = "", PROXY_API_TIMEOUT_MS = "" } = judged.environment;
  const files = Object.entries(receiver.environment).map(([variable, text]) => [
    variable,
    text.replace(SECRETS_FOLDER, secrets),
  ]);
  return {
    ...Object.fromEntries(files),
    PROXY_API_BASE_URL: moved(PROXY_API_BASE_URL, ports),
    PROXY_API_TIMEOUT_MS,
    HOST: LOOPBACK, // a container's address is its own
    PORT: String(ports.port),
    INSPECTOR_HOST: LOOPBACK,
    INSPECTOR_PORT: "0",
    LOG_LEVEL: "error",
  };
}

/** A container's ports are its own; here they are whichever are free. */
function moved(text: string, { port, apiPort }: Ports): string {
  return text
    .replace(`${LOOPBACK}:3000`, `${LOOPBACK}:${port}`)
    .replace(`${LOOPBACK}:3100`, `${LOOPBACK}:${apiPort}`)
    .replace("--simulator-port=3100", `--simulator-port=${apiPort}`);
}

async function turnsTrue(isTrue: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + HEALTHY_MS;
  while (performance.now() < deadline) {
    if (await isTrue()) return true;
    await pause(200);
  }
  return false;
}

/** @returns Null where it still runs. It is ended with the script then. */
async function codeAfterSigterm({ send, exited }: Child): Promise<number | null> {
  send("SIGTERM");
  return (await settlesWithin(exited, STOP_MS)) ? exited : null;
}
