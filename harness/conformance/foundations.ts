/**
 * Before a requirement is asked: does the target stand? What is broken here is said once, first, and
 * with its evidence, instead of by every requirement that needs it.
 *
 * @see docs/harness.md#foundations
 * @module
 */

import { answerOf, describe, isAccepted, statusOf } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { Preflight } from "../providers/provider.ts";
import { FoundationBroken } from "../target/foundation.ts";
import { PreflightError } from "../target/preflight-error.ts";
import { ping } from "../trial/ping.ts";
import { missing } from "../trial/sender.ts";
import { openTrial, type Trial, type TrialSettings } from "../trial/trial.ts";
import { assertProbe } from "./assert-probe.ts";
import { servesBesideIdle } from "./beside-idle.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { assertPurchase, type Bought, buyOnce } from "./first-purchase.ts";

export const CLOCK_SECONDS_MAX = 30;

/** An event that nobody has to look up is answered at once; who waits for a dead host is told soon. */
export const REACHED_WITHIN_MS = 4_500;

/** What it is like, where that is no requirement. */
export type Traits = { readonly servesOneAtATime: boolean };

/** By these a receiver says that it does not know who sends. */
const REFUSALS: ReadonlySet<number | null> = new Set([400, 401, 403]);

/**
 * Tries the foundations, each of which needs those before it.
 *
 * @param apiUrl Where the sender's API answers; null where it has none.
 * @returns What a person should know of the target, though no requirement is about it.
 * @throws {FoundationBroken} For the first one that does not hold.
 */
export async function layFoundations(
  settings: TrialSettings,
  own: Preflight,
  apiUrl: string | null,
): Promise<Traits> {
  const { target, sender } = settings;
  const trial = openTrial(settings);
  try {
    const pinged = await trial.deliver({ ...ping(trial), answerWithinMs: REACHED_WITHIN_MS });
    assertReached(trial, own, pinged);
    let bought: Bought | null = null;
    if (!isAccepted(pinged)) bought = await letIn(trial, own, pinged);
    await assertKnown(trial, own);
    const traits = { servesOneAtATime: !(await servesBesideIdle(trial)) };
    if (missing(target, sender, "state") !== null) return traits;

    await assertProbe(trial);
    await own.assertReady(trial).catch(asFoundation);
    await assertPurchase(trial, bought ?? (await buyOnce(trial)), apiUrl);
    return traits;
  } finally {
    trial.close();
  }
}

function assertReached({ target }: Trial, { notFound }: Preflight, outcome: WireOutcome): void {
  const where = `${target.webhook.origin}${target.webhook.pathname}`;
  if (outcome.kind !== "answered") {
    const why = outcome.kind === "unreachable" ? `: ${outcome.cause.message}` : "";
    throw new FoundationBroken("reachable", `${where}: ${describe(outcome)}${why}`, {
      exitCode: 3,
      remedy:
        outcome.kind === "timed_out"
          ? `It took the connection and said nothing within ${REACHED_WITHIN_MS / 1000} s, to an event that it has nothing to look up for: find what it waits for`
          : "Is it running?",
    });
  }
  const { answer } = outcome;
  assertClock(answer.headers.get("date")?.[0]);
  const { status } = answer;
  if (status === 404 || (status >= 300 && status < 400)) {
    const terms = { exitCode: 2, remedy: notFound, answer } as const;
    throw new FoundationBroken("reachable", `${where} answered ${status}`, terms);
  }
  if (status === 502 || status === 503 || status === 504) {
    throw new FoundationBroken(
      "reachable",
      `${where} answered ${status}: it is up, but not ready`,
      {
        exitCode: 3,
        remedy: "Check its database and its log",
        answer,
      },
    );
  }
}

function assertClock(date: string | undefined): void {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  const apart = Math.abs(theirs - Date.now()) / 1000;
  if (apart > CLOCK_SECONDS_MAX) {
    throw new FoundationBroken(
      "reachable",
      `The target's clock is ${Math.round(apart)} s from ours: expected at most ${CLOCK_SECONDS_MAX}`,
      { exitCode: 2, remedy: "Set one of the two" },
    );
  }
}

/**
 * Who refuses an event of a type that nobody knows may still take one that it knows: that is a broken
 * requirement, and no broken foundation.
 *
 * @returns The purchase that was told instead; null where none can be.
 */
async function letIn(trial: Trial, own: Preflight, pinged: WireOutcome): Promise<Bought | null> {
  const bought = await buyOnce(trial).catch(() => null);
  if (bought !== null && isAccepted(bought.outcome)) return bought;
  const told = bought === null ? null : statusOf(bought.outcome);
  const isKnownSender = told !== null && !REFUSALS.has(told);
  if (REFUSALS.has(statusOf(pinged)) && !isKnownSender) {
    throw await explainRefusal(trial, own, pinged);
  }
  const what = bought === null ? "" : `, and ${bought.type} ${describe(bought.outcome)}`;
  throw new FoundationBroken(
    "acknowledged",
    `An event of a type that nobody knows was answered ${describe(pinged)}${what}: expected 2xx`,
    {
      exitCode: 1,
      remedy: "What it answered, and what it wrote meanwhile, say what failed: mend that first",
      answer: answerOf(bought?.outcome ?? pinged),
    },
  );
}

/** Some look at more than the signature, once they know the type. */
async function assertKnown(trial: Trial, own: Preflight): Promise<void> {
  const told = await own.tell?.(trial);
  if (told === undefined) return;
  const status = statusOf(told);
  if (status !== 401 && status !== 403) return;
  throw new FoundationBroken("secret", `It ${own.refused(status, trial.target.scheme).said}`, {
    exitCode: 2,
    remedy: own.refused(status, trial.target.scheme).remedy,
    answer: answerOf(told),
  });
}

/** @throws {FoundationBroken} Instead of what a sender's own preflight complains of. */
function asFoundation(error: unknown): never {
  if (!(error instanceof PreflightError)) throw error;
  const [said = "", ...remedies] = error.message.split(". ");
  const terms = { exitCode: error.exitCode, leavesWire: true } as const;
  throw new FoundationBroken("probe", said, { ...terms, remedy: remedies.join(". ") });
}
