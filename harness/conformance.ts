/** One conformance run, from the simulator's start to the report. @module */

import { randomBytes } from "node:crypto";
import type { Baseline } from "./baseline.ts";
import { bringUp, type Started } from "./bring-up.ts";
import type { ManagedTarget } from "./managed-target.ts";
import { measurementsOf, type Sample } from "./measurements.ts";
import type { RunOptions } from "./options.ts";
import { preflight } from "./preflight.ts";
import { type Finding, goesOn, type Header, type Report } from "./report.ts";
import type { Requirement } from "./requirement.ts";
import { LANES, run } from "./run.ts";
import { isInvariant } from "./select.ts";
import { serveApi } from "./simulator/serve.ts";
import { createTheatre } from "./simulator/stage.ts";
import type { Tally } from "./tally.ts";
import type { Target } from "./target.ts";
import { overTheWire } from "./transport.ts";
import type { TrialSettings } from "./trial.ts";

export type Conduct = {
  readonly baseline: Baseline;
  /** The version of the set that the requirements are of. */
  readonly requirementSet: string;
  readonly signal: AbortSignal;
  /** The command line that was typed, for the replay lines of the report. */
  readonly command: string;
  /** Called once target and settings are known to fit, before anything is checked. */
  readonly onStart: (header: Header) => void;
  readonly onFinding: (finding: Finding) => void;
  /** What a person who waits would want to know. */
  readonly tell: (news: string) => void;
  /** Counts what is exercised, while it is. */
  readonly tally: Tally;
  /** What a started target writes. */
  readonly onOutput: (text: string) => void;
};

const BODY_WITHIN_MS = 20_000;

/**
 * Starts what is needed, makes sure that it fits together, and checks the requirements.
 *
 * @throws {PreflightError} If target, simulator and settings don't fit: nobody was accused.
 * @throws {TargetNotStarted} If the command did not bring up a target.
 */
export async function conform(
  requirements: readonly Requirement[],
  options: RunOptions,
  conduct: Conduct,
): Promise<Report> {
  const { baseline, requirementSet, signal, command, tally, tell } = conduct;
  const { onStart, onFinding, onOutput } = conduct;
  const startedAt = new Date();
  const nonce = randomBytes(5).toString("hex");
  const theatre = createTheatre(Date.now);
  const api =
    options.simulator === null
      ? null
      : await serveApi(theatre, { ...options.simulator, apiKey: options.apiKey });
  let managed: ManagedTarget | null = null;

  try {
    const started = await bringUp(options, api?.url ?? null, { onOutput, signal });
    managed = started?.managed ?? null;
    const target = targetOf(options, started);
    const { seed, runs, path } = options;
    let cases = 0;
    const settings: TrialSettings = {
      target,
      transport: overTheWire(target, signal),
      theatre,
      tally,
      tell,
      signal,
      effort: {
        seed,
        runs,
        path,
        shrinks: true,
        recorded: options.recorded,
        timeBudgetMs: shareOf(options.timeBudgetMs, requirements),
      },
      nextNonce: () => `${nonce}${(cases++).toString(36)}`,
    };
    await preflight(settings, api?.url ?? null);
    const header: Header = {
      requirementSet,
      target: target.webhook.href,
      scheme: options.scheme,
      policy: options.policy,
      seed,
      runs,
      nonce,
      startedAt: startedAt.toISOString(),
      handler: options.handler,
      command,
    };
    onStart(header);
    const samples: Sample[] = [];
    const measure = (sample: Sample): void => {
      samples.push(sample);
    };
    const measured = { ...settings, measure };
    const reportOf = (known: Header, findings: readonly Finding[]): Report => {
      const durationMs = Date.now() - startedAt.getTime();
      const measurements = measurementsOf(samples, tally.counts(), durationMs);
      return { version: 1, header: known, findings, measurements };
    };
    if (!options.soak) {
      return reportOf(header, await run(requirements, measured, baseline, onFinding));
    }
    for (let round = seed; ; round += 1) {
      samples.length = 0;
      const effort = { ...settings.effort, seed: round };
      const findings = await run(requirements, { ...measured, effort }, baseline, onFinding);
      if (!goesOn(findings)) return reportOf({ ...header, seed: round }, findings);
    }
  } finally {
    await managed?.stop();
    await api?.close();
  }
}

/** The invariants share the time, as many at once as there are lanes. */
function shareOf(timeBudgetMs: number, requirements: readonly Requirement[]): number {
  const invariants = requirements.filter(isInvariant);
  return timeBudgetMs * Math.min(1, LANES / Math.max(1, invariants.length));
}

function targetOf(options: RunOptions, started: Started | null): Target {
  const { probe, scheme, secrets, toleranceSeconds, bodyLimitBytes, answerWithinMs } = options;
  const at = (url: string): URL => new URL(url, started?.origin);
  return {
    webhook: at(options.url),
    otherWebhooks: (started?.otherOrigins ?? []).map(
      (origin) => new URL(at(options.url).pathname, origin),
    ),
    scheme,
    secrets,
    toleranceSeconds,
    bodyLimitBytes,
    answerWithinMs,
    bodyWithinMs: BODY_WITHIN_MS,
    policy: options.policy,
    probe: probe === null ? null : { url: at(probe), token: options.probeToken },
    managed: started?.managed ?? null,
  };
}
