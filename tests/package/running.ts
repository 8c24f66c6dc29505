/** The receiver of a team's project, running already. */

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

export async function startReceiver({ type, runtime }: Machine): Promise<Receiver> {
  const port = await freePort();
  const variables = { PROXY_WEBHOOK_SIGNING_SECRET: "whsec_b2YgYSBwYWNrYWdlIHRoYXQgaXMgdHJpZWQh" };
  const end = new AbortController();
  const line = `exec ${TYPED[runtime].program} receiver.ts`;
  const running = type(line, { ...variables, PORT: String(port) }, end.signal);
  await untilAnswered(`http://127.0.0.1:${port}/readyz`);
  return {
    url: `http://127.0.0.1:${port}/api/proxy/webhook`,
    variables,
    close: async () => {
      end.abort();
      await running;
    },
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
