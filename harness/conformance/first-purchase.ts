/** One honest purchase, told as a sender tells it: is it acknowledged, read, and granted? @module */

import { setTimeout as wait } from "node:timers/promises";
import { answerOf, describe, isAccepted, statusOf } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { FoundationBroken } from "../target/foundation.ts";
import { Broken, Unreachable } from "../target/verdict.ts";
import { disagreement, disagreements, sideBySide } from "../trial/compare.ts";
import { type Purchase, purchase } from "../trial/stories.ts";
import type { Trial } from "../trial/trial.ts";

export type Bought = Purchase & {
  /** Of the event that grants. */
  readonly type: string;
  /** Of the last attempt. */
  readonly outcome: WireOutcome;
  readonly attempts: number;
};

/** A receiver that has only just started may put off a first delivery. */
const ATTEMPTS_MAX = 3;
const RETRY_MS = 150;

/** So long is looked for what an acknowledged event should have done at once: to name what is wrong. */
const LATE_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 25;

/** @throws {Untested} Where this sender's purchases can't be told here. */
export async function buyOnce(trial: Trial): Promise<Bought> {
  const bought = await purchase(trial);
  const { granting } = bought;
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await trial.deliver({ event: granting });
    const isWorthAnother = outcome.kind === "answered" && outcome.answer.status >= 500;
    if (!isWorthAnother || attempts === ATTEMPTS_MAX) {
      return { ...bought, type: granting.type, outcome, attempts };
    }
    await wait(RETRY_MS);
  }
}

/** @throws {FoundationBroken} Saying at which step the purchase was lost. */
export async function assertPurchase(
  trial: Trial,
  bought: Bought,
  apiUrl: string | null,
): Promise<void> {
  const { outcome, source } = bought;
  const { readsOf } = trial.stage;
  const isRead = (): boolean => apiUrl === null || readsOf(source) > 0;
  if (!isAccepted(outcome)) throw refused(bought, apiUrl, isRead());

  const startedAt = performance.now();
  const withinMs = Math.max(LATE_WITHIN_MS, trial.settleMs);
  const wasRead = isRead();
  if (!wasRead) await until(async () => isRead(), withinMs);
  if (!isRead()) throw await neverRead(trial, bought, apiUrl);

  const shown = await problemShown(trial, bought);
  if (shown === null && wasRead) return;
  const isLate =
    shown === null ||
    (await until(async () => (await problemShown(trial, bought)) === null, withinMs));
  const lateMs = Math.round(performance.now() - startedAt);
  if (isLate && lateMs <= trial.settleMs) return;
  throw isLate
    ? tooEarly(bought, lateMs)
    : new FoundationBroken("granted", `${bought.type} was acknowledged, and ${shown.message}`, {
        ...ACCUSED,
        details: shown.details,
        remedy: "Find where the purchase is lost: what it wrote meanwhile may say it",
      });
}

const ACCUSED = { exitCode: 1, leavesWire: true } as const;

function refused(
  { outcome, type, attempts }: Bought,
  apiUrl: string | null,
  isRead: boolean,
): FoundationBroken {
  const answer = answerOf(outcome);
  const times = attempts === 1 ? "" : `, ${attempts} times`;
  const said = `${type}, rightly signed and true, was answered: ${describe(outcome)}${times}`;
  if (outcome.kind === "timed_out") {
    const remedy = "It hangs on an event that it knows: find what it waits for, and bound that";
    return new FoundationBroken("acknowledged", said, { ...ACCUSED, remedy });
  }
  if (!isRead && statusOf(outcome) === 503) {
    return new FoundationBroken(
      "state_read",
      `${said}, and nothing was read from the simulator at ${apiUrl}`,
      {
        exitCode: 2,
        leavesWire: true,
        answer,
        remedy: `Check that its PROXY_API_BASE_URL is ${apiUrl} and that its PROXY_SECRET_KEY is ours (--api-key-env). If both are right, it failed before it read: what it wrote meanwhile says how`,
      },
    );
  }
  const remedy = isRead
    ? "It read the state, and failed afterwards: what it answered and what it wrote meanwhile say where. Mend that one error first"
    : "What it answered and what it wrote meanwhile say why: mend that one error first";
  return new FoundationBroken("acknowledged", said, { ...ACCUSED, answer, remedy });
}

async function neverRead(
  trial: Trial,
  { source, buyer, type }: Bought,
  apiUrl: string | null,
): Promise<FoundationBroken> {
  const records = await trial.readRecords(buyer).catch(asNone);
  const record = records.find((each) => each.source === source);
  if (record?.access === "granted") {
    return new FoundationBroken(
      "state_read",
      `${type} granted access, and nothing was read from the simulator at ${apiUrl}: it believes the payload`,
      {
        ...ACCUSED,
        promisedBy: PROMISE,
        remedy: `Read the object's present state from PROXY_API_BASE_URL once the signature held, and grant by that alone (${PROMISE})`,
      },
    );
  }
  return new FoundationBroken(
    "state_read",
    `${type} was acknowledged, nothing was read from the simulator at ${apiUrl}, and nothing was granted`,
    {
      exitCode: 2,
      leavesWire: true,
      remedy: `Point its PROXY_API_BASE_URL at ${apiUrl}. If it does, it acknowledges events whose reading failed, or does not read: what it wrote meanwhile may say so`,
    },
  );
}

/** Whose receivers read a state: Proxy's alone. */
const PROMISE = "state/payload-is-not-evidence";

function tooEarly({ type }: Bought, ms: number): FoundationBroken {
  return new FoundationBroken(
    "granted",
    `${type} was acknowledged before it was applied: the probe showed it ${ms} ms later`,
    {
      ...ACCUSED,
      remedy:
        "Answer 2xx only once the change is durable: what fails after the answer is never sent again. If it lies in a durable queue meanwhile, give it time: --settle <ms>",
    },
  );
}

/** Access alone: what else a record says is for the requirements. */
async function problemShown(trial: Trial, { buyer, source }: Bought): Promise<Broken | null> {
  const wanted = trial.expected(buyer);
  const records = await trial.readRecords(buyer).catch(asNone);
  if (records.some((each) => each.source === source && each.access === "granted")) return null;
  const [first = "the probe does not show it as granted"] = disagreements(wanted, records);
  return disagreement(first, sideBySide(wanted, records));
}

function asNone(error: unknown): [] {
  if (error instanceof Broken || error instanceof Unreachable) return [];
  throw error;
}

/** @returns Whether it came about in time. */
async function until(isSo: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (await isSo()) return true;
    if (performance.now() > deadline) return false;
    await wait(LOOK_EVERY_MS);
  }
}
