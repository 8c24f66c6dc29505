/** More deliveries than the database takes, for half a minute, and what becomes of them. @module */

import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { describe, isAccepted } from "../../harness/courier/outcome.ts";
import type { Case, Row } from "./case.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { readMemory } from "./watch.ts";

/** What the slowed database takes: its ten connections, each for a tenth of a second. */
const SUSTAINABLE_PER_SECOND = 100;
const OFFERED_PER_SECOND = 250;

const LOAD_SECONDS = 30;
const WINDOW_SECONDS = 5;
const BEAT_MS = 20;

/** In deliveries. */
const CHECK_EVERY = 50;

/** How long it may take to be as before. */
const RECOVERY_MS_MAX = 60_000;

/** Twice what an undisturbed delivery takes here. */
const NORMAL_MS = 250;

type Answer = { readonly sentAt: number; readonly ms: number; readonly answer: string };

export const overload: Case = {
  name: "overload",
  about: "250 deliveries a second on a database that takes 100",
  run: async (place) => {
    const receiver = await startReceiver(place);
    await slowDown(place.databaseUrl);
    const before = await readMemory(receiver.pid, "VmRSS");

    const answers: Answer[] = [];
    const checks: Answer[] = [];
    const startedAt = performance.now();
    const pending: Promise<void>[] = [];
    let sent = 0;
    const memory: (number | "?")[] = [];
    for (let elapsed = 0; elapsed < LOAD_SECONDS * 1000; elapsed = performance.now() - startedAt) {
      place.lifetime.signal.throwIfAborted();
      if (elapsed >= (memory.length + 1) * WINDOW_SECONDS * 1000) {
        memory.push(await readMemory(receiver.pid, "VmRSS"));
      }
      // By the clock: a busy machine must not turn an overload into a lesser one.
      for (; sent < (elapsed * OFFERED_PER_SECOND) / 1000; sent += 1) {
        pending.push(note(answers, receiver.deliver, startedAt));
        if (sent % CHECK_EVERY !== 0) continue;
        for (const path of ["/healthz", "/readyz"]) {
          pending.push(note(checks, () => receiver.get(path), startedAt));
        }
      }
      await pause(BEAT_MS);
    }
    const recoveredMs = await untilNormal(receiver);
    await Promise.all(pending);
    const peak = await readMemory(receiver.pid, "VmHWM");

    const rows: Row[] = [];
    for (let second = 0; second < LOAD_SECONDS; second += WINDOW_SECONDS) {
      const [from, to] = [second * 1000, (second + WINDOW_SECONDS) * 1000];
      rows.push({
        ...windowOf(`${second} to ${second + WINDOW_SECONDS} s`, answers, { from, to }),
        "memory MB": memory[second / WINDOW_SECONDS] ?? (await readMemory(receiver.pid, "VmRSS")),
      });
    }
    const others = checks.filter(({ answer }) => answer !== "200").length;
    rows.push({
      window: "all",
      "acknowledged/s": `of ${SUSTAINABLE_PER_SECOND} sustainable`,
      "refused p99 ms": percentile(answers.filter(isRefused), 0.99),
      "other answers": `memory ${before} to ${peak} MB; normal after ${recoveredMs} ms; /healthz and /readyz not 200: ${others} of ${checks.length}, slowest ${percentile(checks, 1)} ms`,
    });
    return rows;
  },
};

/** As a disk does that can't keep up. */
async function slowDown(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe(`
    create function be_slow() returns trigger language plpgsql
      as $$ begin perform pg_sleep(0.1); return new; end $$;
    create trigger slow before insert on inbox for each row execute function be_slow();
  `);
  await sql.end();
}

async function note(answers: Answer[], ask: Receiver["deliver"], startedAt: number): Promise<void> {
  const sentAt = performance.now();
  const answer = describe(await ask());
  answers.push({ sentAt: sentAt - startedAt, ms: performance.now() - sentAt, answer });
}

function isRefused({ answer }: Answer): boolean {
  return answer === "503";
}

function windowOf(
  window: string,
  answers: readonly Answer[],
  { from, to }: { readonly from: number; readonly to: number },
): Row {
  // By when they were answered: what waited counts where it was served.
  const some = answers.filter(({ sentAt, ms }) => sentAt + ms >= from && sentAt + ms < to);
  const accepted = some.filter(({ answer }) => answer === "200");
  const refused = some.filter(isRefused);
  return {
    window,
    "acknowledged/s": Math.round(accepted.length / WINDOW_SECONDS),
    "acknowledged p99 ms": percentile(accepted, 0.99),
    "refused/s": Math.round(refused.length / WINDOW_SECONDS),
    "refused p50 ms": percentile(refused, 0.5),
    "refused p99 ms": percentile(refused, 0.99),
    "other answers": some.length - accepted.length - refused.length,
  };
}

function percentile(answers: readonly Answer[], share: number): number | string {
  const sorted = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return value === undefined ? "–" : Math.round(value);
}

/** @returns How long after the load's end a delivery was taken as fast as ever, in ms. */
async function untilNormal(receiver: Receiver): Promise<number | string> {
  const endedAt = performance.now();
  while (performance.now() - endedAt < RECOVERY_MS_MAX) {
    const sentAt = performance.now();
    const outcome = await receiver.deliver();
    if (isAccepted(outcome) && performance.now() - sentAt < NORMAL_MS) {
      return Math.round(performance.now() - endedAt);
    }
    await pause(BEAT_MS);
  }
  return `more than ${RECOVERY_MS_MAX}`;
}
