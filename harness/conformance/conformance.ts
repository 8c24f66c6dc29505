/** One conformance run, from the simulator's start to the report. @module */

import { randomBytes } from "node:crypto";
import { providerOf } from "../providers/provider.ts";
import type { Requirement } from "../requirements/requirement.ts";
import type { Baseline } from "../run/baseline.ts";
import { measurementsOf, type Sample } from "../run/measurements.ts";
import { type Finding, goesOn, type Header, type Report } from "../run/report.ts";
import { LANES, run } from "../run/run.ts";
import { isInvariant } from "../run/select.ts";
import { serveApi } from "../simulator/serve.ts";
import { createTheatre } from "../simulator/stage.ts";
import type { ManagedTarget } from "../target/managed-target.ts";
import { overTheWire } from "../target/transport.ts";
import type { Tally } from "../trial/coverage.ts";
import type { Effort, TrialSettings } from "../trial/trial.ts";
import { bringUp } from "./bring-up.ts";
import { endpointsOf } from "./endpoints.ts";
import type { RunOptions } from "./options.ts";
import { preflight } from "./preflight.ts";

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
    const endpoints = endpointsOf(options, started);
    const [first] = endpoints;
    const { seed, runs, path } = options;
    let cases = 0;
    const shared: Omit<TrialSettings, "target" | "transport"> = {
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
    const settings = endpoints.map(
      (target): TrialSettings => ({ ...shared, target, transport: overTheWire(target, signal) }),
    );
    for (const each of settings) await preflight(each, api?.url ?? null);
    const header: Header = {
      requirementSet,
      target: first.webhook.href,
      scheme: first.scheme,
      endpoints: endpoints.map(({ webhook, scheme }) => ({
        provider: providerOf(scheme),
        url: webhook.href,
        scheme,
      })),
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
    const settingsOf =
      (effort: Effort) =>
      ({ provider = "proxy" }: Requirement): TrialSettings => {
        const own = settings.find(({ target }) => providerOf(target.scheme) === provider);
        if (own === undefined) throw new Error(`Bug: no endpoint of ${provider} is tested`);
        const beside = settings.find((other) => other !== own);
        return { ...own, measure, effort, ...(beside === undefined ? {} : { beside }) };
      };
    const reportOf = (known: Header, findings: readonly Finding[]): Report => {
      const durationMs = Date.now() - startedAt.getTime();
      const measurements = measurementsOf(samples, tally.counts(), durationMs);
      return { version: 1, header: known, findings, measurements };
    };
    if (!options.soak) {
      const findings = await run(requirements, settingsOf(shared.effort), baseline, onFinding);
      return reportOf(header, findings);
    }
    for (let round = seed; ; round += 1) {
      samples.length = 0;
      const effort = { ...shared.effort, seed: round };
      const findings = await run(requirements, settingsOf(effort), baseline, onFinding);
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
