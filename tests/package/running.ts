/** What runs already: the receiver of a team's project, or the package's simulator. @module */

import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../harness/target/managed-target.ts";
import { type Machine, TYPED } from "./machine.ts";

const TRIES_MAX = 100;

export type Receiver = {
  readonly url: string;
  /** What both it and the harness are told. */
  readonly variables: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

const SECRET = { PROXY_WEBHOOK_SIGNING_SECRET: "whsec_b2YgYSBwYWNrYWdlIHRoYXQgaXMgdHJpZWQh" };

export async function startReceiver(machine: Machine): Promise<Receiver> {
  const port = await freePort();
  const line = `${TYPED[machine.runtime].program} receiver.ts`;
  const close = await start(machine, line, { ...SECRET, PORT: String(port) }, port);
  return { url: `http://127.0.0.1:${port}/api/proxy/webhook`, variables: SECRET, close };
}

/** The key of the simulated API. */
export const API_KEY = "sk_of_a_package_that_is_tried";

/**
 * A Proxy that sends nobody anything.
 *
 * @param folder The package's. By npx it could not be ended: that leaves alone what it started.
 */
export async function startSimulator(machine: Machine, folder: string) {
  const port = await freePort();
  const simulator = `"${folder}/dist/main.js" simulator --receiver http://127.0.0.1:1`;
  const line = `${TYPED[machine.runtime].program} ${simulator} --port ${port}`;
  const close = await start(machine, line, { ...SECRET, PROXY_SECRET_KEY: API_KEY }, port);
  return { port, url: `http://127.0.0.1:${port}`, close };
}

/** @returns What ends it. */
async function start(
  { type }: Machine,
  line: string,
  variables: Readonly<Record<string, string>>,
  port: number,
): Promise<() => Promise<void>> {
  const end = new AbortController();
  const running = type(`exec ${line}`, variables, end.signal);
  await untilAnswered(`http://127.0.0.1:${port}/readyz`);
  return async () => {
    end.abort();
    await running;
  };
}

async function untilAnswered(url: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (tries === TRIES_MAX) throw error;
      await pause(100);
    }
  }
}
