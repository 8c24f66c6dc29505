/**
 * Before anyone is accused: is this the target that was meant, set up as we were told?
 *
 * @see spec/target-contract "Before it accuses anyone the harness makes a preflight"
 * @module
 */

import { describe, statusOf } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { registrationOf } from "../providers/gwop/registration.ts";
import { issue } from "../providers/gwop/stories.ts";
import { presentInvoice } from "../simulator/world.ts";
import { readProbe } from "../target/probe.ts";
import type { GwopEndpoint, Target } from "../target/target.ts";
import { Broken, Unreachable } from "../target/verdict.ts";
import { ping } from "../trial/ping.ts";
import { buy } from "../trial/stories.ts";
import { openTrial, type Trial, type TrialSettings } from "../trial/trial.ts";

/** `misconfigured` exits with 2, `unreachable` with 3. */
export class PreflightError extends Error {
  override readonly name = "PreflightError";
  readonly kind: "misconfigured" | "unreachable";

  constructor(kind: "misconfigured" | "unreachable", message: string) {
    super(message);
    this.kind = kind;
  }
}

export const CLOCK_SECONDS_MAX = 30;

/** An event that nobody has to look up is answered at once; who waits for a dead host is told soon. */
const REACHED_WITHIN_MS = 4_500;

/** @throws {PreflightError} Saying what does not fit, and what to do. Nothing was accused by then. */
export async function preflight(settings: TrialSettings, apiUrl: string | null): Promise<void> {
  const { target } = settings;
  const trial = openTrial(settings);
  try {
    const answer = await trial.deliver({ ...ping(trial), answerWithinMs: REACHED_WITHIN_MS });
    await assertAccepts(target, answer);
    if (target.gwop !== undefined) await assertAccepts(target, await tellOfInvoice(trial));
    if (target.probe === null) return;
    await assertProbe(trial);
    if (target.gwop === undefined) await assertReadsSimulator(trial, apiUrl);
    else await assertRegisters(trial, target.gwop);
  } finally {
    trial.close();
  }
}

/** Some look at the merchant only where they know the type. Nobody is granted anything by this one. */
function tellOfInvoice(trial: Trial): Promise<WireOutcome> {
  const { invoice } = issue(trial);
  return trial.deliver({ event: trial.announce({ do: "expire_invoice", invoice }) });
}

async function assertAccepts(target: Target, outcome: WireOutcome): Promise<void> {
  const where = `${target.webhook.origin}${target.webhook.pathname}`;
  if (outcome.kind !== "answered") {
    const why = outcome.kind === "unreachable" ? `: ${outcome.cause.message}` : "";
    throw new PreflightError("unreachable", `${where}: ${describe(outcome)}${why}. Is it running?`);
  }
  assertClock(outcome.answer.headers.get("date")?.[0]);
  const { status } = outcome.answer;
  if (status === 401 || status === 403) {
    throw new PreflightError(
      "misconfigured",
      target.gwop === undefined
        ? `${where} answered ${status} to a delivery signed with the signing secret. Check that the target has the same secret (--secret-env) and scheme (--scheme ${target.scheme})`
        : `${where} answered ${status} to a delivery signed with Gwop's signing secret. Check that the target has the same ${status === 401 ? "secret (--gwop-secret-env)" : "merchant (--gwop-merchant-env)"}`,
    );
  }
  if (status === 404 || (status >= 300 && status < 400)) {
    throw new PreflightError(
      "misconfigured",
      target.gwop === undefined
        ? `${where} answered ${status}. Check the path of --url: it is the webhook route itself`
        : `${where} answered ${status}. Check the path of --gwop-url, and that the target has GWOP_WEBHOOK_SECRET and GWOP_MERCHANT_ID set`,
    );
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

/** One invoice that nobody pays. */
async function assertRegisters(trial: Trial, { registry }: GwopEndpoint): Promise<void> {
  if (registry === null) return;
  const { invoice } = issue(trial);
  const registration = registrationOf(presentInvoice(trial.stage.world(), invoice));
  const status = await trial.putInvoice(invoice, registration).catch(unreachable);
  if (status === 201 || status === 200) return;
  const where = `PUT ${registry.url.origin}${registry.url.pathname}/{invoice_id}`;
  const kind = status >= 500 ? "unreachable" : "misconfigured";
  throw new PreflightError(
    kind,
    status === 401 || status === 403
      ? `${where} answered ${status} to the token. Check --operator-token-env`
      : `${where} answered ${status} to an invoice: expected 201. Check --gwop-invoices, and the target's log`,
  );
}

/** @throws {PreflightError} Instead of an accusation: nobody is accused yet. */
function unreachable(error: unknown): never {
  if (error instanceof Broken || error instanceof Unreachable) {
    throw new PreflightError("unreachable", error.message);
  }
  throw error;
}

/** One honest purchase: it tells whether the target reads its state from us. */
async function assertReadsSimulator(trial: Trial, apiUrl: string | null): Promise<void> {
  const { session, provisionable } = buy(trial);
  const outcome = await trial.deliver({ event: provisionable });
  if (trial.stage.readsOf(session) > 0) return;

  const isAuthorized = statusOf(outcome) !== 503;
  throw new PreflightError(
    "misconfigured",
    isAuthorized
      ? `The target never read the purchase's state from the simulator at ${apiUrl}. Point its PROXY_API_BASE_URL there`
      : `The target answered 503 and could not read the purchase's state. Check that its PROXY_API_BASE_URL is ${apiUrl} and that its PROXY_SECRET_KEY is ours (--api-key-env)`,
  );
}
