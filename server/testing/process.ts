/** The receiver as a process of the runtime that runs the test, told by its log what it does. @module */

import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Environment } from "../environment.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

/** For a start, or an end, on a busy machine. */
const PATIENCE_MS = 30_000;

export type ReceiverProcess = {
  readonly port: number;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Waits for a line of the log that no call has given yet. */
  readonly line: (message: string) => Promise<Readonly<Record<string, unknown>>>;
  /** All that it wrote to stderr: nothing, if all is well. */
  readonly complaints: () => string;
  /** Resolves with its exit code; `null` where a signal has ended it. */
  readonly exited: Promise<number | null>;
  /** Harmless where it has ended. */
  readonly kill: () => Promise<void>;
};

/** Resolves when it is ready. It listens on a port of its own choice. */
export async function startReceiver(environment: Environment): Promise<ReceiverProcess> {
  const deno = ["run", "--quiet", "--allow-all", "--no-lock"];
  const child = spawn(process.execPath, [...("Deno" in globalThis ? deno : []), MAIN], {
    env: { ...process.env, ...environment, HOST: "127.0.0.1", PORT: "0" },
  });
  const exited = once(child, "exit").then(([code]) => (typeof code === "number" ? code : null));
  /** By its id: Deno's `kill` of a child sends one signal, and none after it. */
  const send = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined) process.kill(child.pid, signal);
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) send("SIGKILL");
    await exited;
  };
  let complaints = "";
  child.stderr.on("data", (chunk) => {
    complaints += String(chunk);
  });

  const lines: Readonly<Record<string, unknown>>[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
  const line: ReceiverProcess["line"] = (message) =>
    eventually(`a line that says "${message}"`, async () => {
      const index = lines.findIndex(({ msg }) => msg === message);
      if (index === -1 && child.exitCode !== null) {
        throw new Error(`Cannot go on without receiver: ${complaints}`);
      }
      return lines.splice(0, index + 1)[index] ?? null;
    });

  try {
    const { port } = await line("listening");
    await eventually("the receiver to be ready", async () => {
      const { ok } = await fetch(`http://127.0.0.1:${port}/readyz`);
      return ok ? true : null;
    });
    return { port: Number(port), signal: send, line, complaints: () => complaints, exited, kill };
  } catch (error) {
    await kill(); // nobody else could
    throw error;
  }
}

/** @param look Gives `null` as long as it isn't there. */
export async function eventually<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== null) return found;
    await pause(10);
  }
  throw new Error(`Cannot wait any longer for ${what}`);
}
