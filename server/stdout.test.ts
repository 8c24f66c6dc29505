import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Line, openPipe } from "./testing/pipe.ts";

/** Lines of this many deliveries fit neither into a pipe nor into what waits for it. */
const MORE_THAN_WAIT = 8_000;
/** Lines of this many don't fit into a pipe or a socket, but wait for it. */
const MORE_THAN_A_PIPE = 1_500;
const IN_FLIGHT = 40;

/** For one answer, or an end: only what hangs takes that long. */
const PATIENCE_MS = 20_000;
const SLOW = { timeout: 60_000 };

/** What a runtime gives its child: a socket as a rule. */
const UNREAD = "unread";

type Receiver = { readonly process: ChildProcess; readonly origin: string };

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "receiver-log-"));
});
const receivers: ChildProcess[] = [];
after(() => {
  for (const receiver of receivers) receiver.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

describe("the receiver", () => {
  test("answers and ends though nobody reads its stdout", SLOW, async () => {
    const pipe = openPipe(join(folder, randomUUID()));
    const receiver = await startReceiver(pipe.path);
    await deliverUnsigned(receiver, MORE_THAN_A_PIPE);
    assert.equal(await endReceiver(receiver), 0);
    assert.ok(deliveriesIn(await pipe.readToEnd()).length > 0);
    pipe.close();
  });

  test("says how many lines were dropped once its stdout is read again", SLOW, async () => {
    const pipe = openPipe(join(folder, randomUUID()));
    const receiver = await startReceiver(pipe.path);
    await deliverUnsigned(receiver, MORE_THAN_WAIT);
    await pipe.readTo(isGap);
    const end = endReceiver(receiver);
    const lines = await pipe.readToEnd();
    assert.equal(await end, 0);

    const dropped = lines.filter(isGap).reduce((sum, line) => sum + Number(line["dropped"]), 0);
    assert.ok(dropped > 0);
    // More by what else is logged, and may be dropped: that the database is away.
    assert.ok(deliveriesIn(lines).length + dropped >= MORE_THAN_WAIT);
    assert.equal(lines.at(-1)?.["msg"], "stopped");
    pipe.close();
  });

  test("answers and ends though nobody reads what its parent gave it as stdout", SLOW, async () => {
    const receiver = await startReceiver(UNREAD);
    await deliverUnsigned(receiver, MORE_THAN_A_PIPE);
    assert.equal(await endReceiver(receiver), 0);
  });

  test("starts, answers and ends on a full disk", SLOW, async () => {
    const receiver = await startReceiver("/dev/full");
    await deliverUnsigned(receiver, MORE_THAN_A_PIPE);
    assert.equal(await endReceiver(receiver), 0);
  });

  test(
    "answers while the reader of its stdout is gone, and has lost nothing when one is back",
    SLOW,
    async () => {
      const before = openPipe(join(folder, randomUUID()));
      const receiver = await startReceiver(before.path);
      before.close();
      await deliverUnsigned(receiver, MORE_THAN_A_PIPE);
      const back = openPipe(before.path);
      const reading = back.readToEnd();
      assert.equal(await endReceiver(receiver), 0);
      assert.equal(deliveriesIn(await reading).length, MORE_THAN_A_PIPE);
      back.close();
    },
  );

  test("has written its last words when it ends with an error", SLOW, async () => {
    const pipe = openPipe(join(folder, randomUUID()));
    const { origin } = await startReceiver("/dev/null");
    const second = spawnReceiver(pipe.path, new URL(origin).port);
    assert.equal(await endOf(second), 1);
    assert.equal((await pipe.readToEnd()).at(-1)?.["msg"], "cannot listen");
    pipe.close();
  });
});

/** @param stdout The path of what is to be its stdout, or `UNREAD`. */
async function startReceiver(stdout: string): Promise<Receiver> {
  const port = await freePort();
  const receiver = { process: spawnReceiver(stdout, port), origin: `http://127.0.0.1:${port}` };
  for (let isUp = false; !isUp; await pause(50)) {
    assert.equal(receiver.process.exitCode, null, "ended at its start");
    isUp = await fetch(`${receiver.origin}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
  return receiver;
}

function spawnReceiver(stdout: string, port: string): ChildProcess {
  const options = "Deno" in globalThis ? ["run", "--quiet", "--allow-all", "--no-lock"] : [];
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const command = [process.execPath, ...options, main];
  const redirected = ["-c", stdout === UNREAD ? 'exec "$@"' : 'exec "$@" >>"$0"', stdout];
  const receiver = spawn("sh", [...redirected, ...command], {
    stdio: ["ignore", stdout === UNREAD ? "pipe" : "ignore", "inherit"],
    env: {
      ...process.env,
      PORT: port,
      DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
      PROBE_TOKEN: "a-probe-token-for-tests-only",
      PROXY_SECRET_KEY: "a-secret-key-for-tests-only",
      PROXY_WEBHOOK_SIGNING_SECRET: "a-signing-secret-for-tests-only",
    },
  });
  receivers.push(receiver);
  return receiver;
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return String(typeof address === "object" ? address?.port : address);
}

/** Sends what is refused and logged, a line each, and asks for the health meanwhile. */
async function deliverUnsigned({ origin }: Receiver, deliveries: number): Promise<void> {
  const ask = async (path: string, method: string): Promise<number> => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${origin}${path}`, { method, headers, signal });
    await response.arrayBuffer();
    return response.status;
  };
  let left = deliveries;
  const sender = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      assert.equal(await ask("/api/proxy/webhook", "POST"), 401);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
  assert.equal(await ask("/healthz", "GET"), 200);
}

function endReceiver({ process: receiver }: Receiver): Promise<number | null> {
  // Not by `kill()`: of whomever it signals Deno says that the signal ended it.
  if (receiver.pid !== undefined) process.kill(receiver.pid, "SIGTERM");
  return endOf(receiver);
}

/** @returns The exit code; `null` of one that has to be killed. */
async function endOf(receiver: ChildProcess): Promise<number | null> {
  const timer = setTimeout(() => receiver.kill("SIGKILL"), PATIENCE_MS);
  if (receiver.exitCode === null) await once(receiver, "exit");
  clearTimeout(timer);
  return receiver.exitCode;
}

const isGap = (line: Line): boolean => line["msg"] === "log lines dropped";

const deliveriesIn = (lines: readonly Line[]): readonly Line[] =>
  lines.filter((line) => line["refusal"] !== undefined);
