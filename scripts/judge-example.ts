/** What is checked of an example: that it is short, that the harness finds nothing, that it stops well. @module */

import { createHmac } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../harness/target/managed-target.ts";
import { type Child, settlesWithin } from "./child.ts";
import { type Example, linesOf, runFlagsOf } from "./examples.ts";
import { findExecutable } from "./find-executable.ts";
import type { Lifetime } from "./lifetime.ts";
import { freshDatabase, makeTemporaryFolder } from "./open-database.ts";
import { LOOPBACK } from "./port.ts";
import { installRuntimes } from "./runtimes.ts";
import { untilReady } from "./worst-days/receiver.ts";

const SECRET = "a-signing-secret-for-a-stop-that-nobody-else-uses";

/** For what was sent to be read, and for a stop to have begun. */
const MEANWHILE_MS = 500;

/** As long as the receiver itself may take, and a busy machine. */
const STOP_MS = 15_000;

export type Judging = {
  readonly lifetime: Lifetime;
  /** Of a server on which databases can be made. */
  readonly url: string;
  /** Of the harness's run. */
  readonly flags: readonly string[];
};

type Place = {
  readonly lifetime: Lifetime;
  /** The PATH on which `bun` and `node` are the ones to judge on. */
  readonly path: string;
  /** That nobody has written to. */
  readonly databaseUrl: string;
};

/**
 * Judges an example; not where its program isn't there, of which `tools.txt` tells.
 *
 * @returns 0 where all is well, else the harness's exit code or 1, with the reason printed.
 */
export async function judgeExample(
  example: Example,
  { lifetime, url, flags }: Judging,
): Promise<number> {
  const lines = linesOf(example);
  if (lines > example.linesMax) {
    console.error(`examples/${example.name} has ${lines} lines, expected ${example.linesMax}`);
    return 1;
  }
  const path = await installRuntimes(lifetime);
  if (findExecutable(example.command.split(" ", 1).join(), path) === null) return 0;

  const place = { lifetime, path, databaseUrl: await storeOf(example, lifetime, url) };
  // What an example says of itself is that it breaks no SHOULD either.
  const run = ["harness/main.ts", "run", ...runFlagsOf(example), "--strict", ...flags];
  const env = { PATH: path, DATABASE_URL: place.databaseUrl };
  const judged = await lifetime.start(process.execPath, run, env).exited;
  if (judged !== 0) return judged;

  const fault = await stopWhileDelivering(example, place);
  if (fault !== null) console.error(`examples/${example.name}, told to stop: ${fault}`);
  return fault === null ? 0 : 1;
}

async function storeOf({ store }: Example, lifetime: Lifetime, url: string): Promise<string> {
  return store === "postgres"
    ? freshDatabase(lifetime, url)
    : `file:${await makeTemporaryFolder(lifetime)}/receiver.db`;
}

/**
 * Tells a receiver to stop when half of a delivery has arrived, and sends the rest.
 *
 * @returns What is wrong; `null` where the delivery was acknowledged, and the receiver ended by itself.
 */
async function stopWhileDelivering(example: Example, place: Place): Promise<string | null> {
  const port = await freePort();
  const child = startExample(example, port, place);
  await untilReady(`http://${LOOPBACK}:${port}${example.path}/readyz`, place.lifetime.signal);

  const [head, rest] = halves(`${example.path}/api/proxy/webhook`);
  const socket = connect(port, LOOPBACK);
  let answer = "";
  socket.setEncoding("latin1").on("data", (text) => {
    answer += text;
  });
  const closed = once(socket, "close");
  socket.write(head);
  await pause(MEANWHILE_MS);
  child.send("SIGTERM");
  await pause(MEANWHILE_MS);
  socket.write(rest);
  await closed;
  if (!answer.startsWith("HTTP/1.1 200 ")) return `expected 200, got ${answer.split("\r\n")[0]}`;
  if (!(await settlesWithin(child.exited, STOP_MS))) return "expected it to exit, and it goes on";
  const code = await child.exited;
  return code === 0 ? null : `expected exit code 0, got ${code}`;
}

function startExample({ command }: Example, port: number, place: Place): Child {
  return place.lifetime.start("sh", ["-c", `exec ${command} >/dev/null`], {
    PATH: place.path,
    DATABASE_URL: place.databaseUrl,
    HOST: LOOPBACK,
    PORT: String(port),
    PROBE_TOKEN: "a-probe-token-for-a-stop-that-nobody-else-uses",
    PROXY_API_BASE_URL: `http://${LOOPBACK}:1`, // an event of unknown type has no state to be read
    PROXY_SECRET_KEY: "sk_of_a_stop",
    PROXY_WEBHOOK_SIGNING_SECRET: SECRET,
  });
}

/** A signed delivery of unknown type on the wire, cut in the middle of its body. */
function halves(path: string): readonly [head: string, rest: string] {
  const id = `evt_stop_${Date.now()}`;
  const at = new Date().toISOString();
  const body = JSON.stringify({ id, type: "subscription.paused", created_at: at, data: {} });
  const stamp = Math.floor(Date.now() / 1000);
  const mac = createHmac("sha256", SECRET).update(`${stamp}.${body}`).digest("hex");
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${LOOPBACK}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    `Proxy-Signature: t=${stamp},v1=${mac}`,
    "Connection: close",
  ];
  const middle = body.length / 2;
  return [`${head.join("\r\n")}\r\n\r\n${body.slice(0, middle)}`, body.slice(middle)];
}
