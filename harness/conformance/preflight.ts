/**
 * Before anyone is accused: is this the target that was meant, set up as we were told?
 *
 * @see spec/target-contract "Before it accuses anyone the harness makes a preflight"
 * @module
 */

import { describe } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { Preflight } from "../providers/provider.ts";
import { PreflightError } from "../target/preflight-error.ts";
import { readProbe } from "../target/probe.ts";
import type { Target } from "../target/target.ts";
import { ping } from "../trial/ping.ts";
import { openTrial, type Trial, type TrialSettings } from "../trial/trial.ts";

export const CLOCK_SECONDS_MAX = 30;

/** An event that nobody has to look up is answered at once; who waits for a dead host is told soon. */
const REACHED_WITHIN_MS = 4_500;

/**
 * @param apiUrl Where the sender's API answers; null where it has none.
 * @throws {PreflightError} Saying what does not fit, and what to do. Nothing was accused by then.
 */
export async function preflight(
  settings: TrialSettings,
  own: Preflight,
  apiUrl: string | null,
): Promise<void> {
  const { target } = settings;
  const trial = openTrial(settings);
  try {
    const answer = await trial.deliver({ ...ping(trial), answerWithinMs: REACHED_WITHIN_MS });
    await assertAccepts(target, own, answer);
    if (own.tell !== null) await assertAccepts(target, own, await own.tell(trial));
    if (target.probe === null) return;
    await assertProbe(trial);
    await own.assertReady(trial, apiUrl);
  } finally {
    trial.close();
  }
}

async function assertAccepts(
  target: Target,
  { refused, notFound }: Preflight,
  outcome: WireOutcome,
): Promise<void> {
  const where = `${target.webhook.origin}${target.webhook.pathname}`;
  if (outcome.kind !== "answered") {
    const why = outcome.kind === "unreachable" ? `: ${outcome.cause.message}` : "";
    throw new PreflightError("unreachable", `${where}: ${describe(outcome)}${why}. Is it running?`);
  }
  assertClock(outcome.answer.headers.get("date")?.[0]);
  const { status } = outcome.answer;
  if (status === 401 || status === 403) {
    throw new PreflightError("misconfigured", `${where} ${refused(status, target.scheme)}`);
  }
  if (status === 404 || (status >= 300 && status < 400)) {
    throw new PreflightError("misconfigured", `${where} answered ${status}. ${notFound}`);
  }
  if (status === 502 || status === 503 || status === 504) {
    throw new PreflightError(
      "unreachable",
      `${where} answered ${status}: it is up, but not ready. Check its database and its log`,
    );
  }
}

function assertClock(date: string | undefined): void {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  const apart = Math.abs(theirs - Date.now()) / 1000;
  if (apart > CLOCK_SECONDS_MAX) {
    throw new PreflightError(
      "misconfigured",
      `The target's clock is ${Math.round(apart)} s from ours: expected at most ${CLOCK_SECONDS_MAX}. Set one of the two`,
    );
  }
}

async function assertProbe({ target, freshId }: Trial): Promise<void> {
  if (target.probe === null) return;
  const where = `The probe at ${target.probe.url.origin}${target.probe.url.pathname}`;
  const shown = await readProbe(target.probe, freshId("buyer"));
  if (shown.kind === "refused" && (shown.status === 401 || shown.status === 403)) {
    throw new PreflightError(
      "misconfigured",
      `${where} answered ${shown.status} to the token. Check --probe-token-env`,
    );
  }
  if (shown.kind === "refused") {
    throw new PreflightError(
      "misconfigured",
      `${where} answered ${shown.status} for a buyer it has never heard of: expected 200 and an empty list`,
    );
  }
  if (shown.kind === "malformed") {
    throw new PreflightError("misconfigured", `${where}: ${shown.reason}`);
  }
  if (shown.records.length > 0) {
    throw new PreflightError(
      "misconfigured",
      `${where} shows entitlements of a buyer who was never heard of`,
    );
  }
}
