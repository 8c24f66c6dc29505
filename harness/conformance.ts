/** One conformance run, from the simulator's start to the report. @module */

import { randomBytes } from "node:crypto";
import type { Baseline } from "./baseline.ts";
import { freePort, type ManagedTarget, startTarget } from "./managed-target.ts";
import { measurementsOf, type Sample } from "./measurements.ts";
import type { RunOptions } from "./options.ts";
import { preflight } from "./preflight.ts";
import type { Finding, Header, Report } from "./report.ts";
import type { Requirement } from "./requirement.ts";
import { run } from "./run.ts";
import { serveApi } from "./simulator/serve.ts";
import { createTheatre } from "./simulator/stage.ts";
import type { Target } from "./target.ts";
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
  /** What a started target writes. */
  readonly onOutput: (text: string) => void;
};

const READY_WITHIN_MS = 30_000;
const BODY_WITHIN_MS = 20_000;
/** Short, so that the cases in which the API hangs don't take seconds each. */
const API_TIMEOUT_MS = 300;

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
  const { baseline, requirementSet, signal, command, onStart, onFinding, onOutput } = conduct;
  const startedAt = new Date();
  const nonce = randomBytes(5).toString("hex");
  const theatre = createTheatre(Date.now);
  const api =
    options.simulator === null
      ? null
      : await serveApi(theatre, { ...options.simulator, apiKey: options.apiKey });
  let managed: ManagedTarget | null = null;

  try {
    const started = await bringUp(options, api?.url ?? null, onOutput);
    managed = started?.managed ?? null;
    const target = targetOf(options, started);
    const { seed, runs, path } = options;
    let cases = 0;
    const settings: TrialSettings = {
      target,
      theatre,
      signal,
      effort: { seed, runs, path, shrinks: true },
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
    const findings = await run(requirements, { ...settings, measure }, baseline, onFinding);
    return {
      version: 1,
      header,
      findings,
      measurements: measurementsOf(samples, Date.now() - startedAt.getTime()),
    };
  } finally {
    await managed?.stop();
    await api?.close();
  }
}

type Started = { readonly managed: ManagedTarget; readonly origin: string };

/** The environment of the target contract, for a target that we start ourselves. */
async function bringUp(
  options: RunOptions,
  apiUrl: string | null,
  onOutput: (text: string) => void,
): Promise<Started | null> {
  if (options.start === null) return null;
  const fixed = URL.parse(options.url);
  const port = fixed?.port ? Number(fixed.port) : await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const managed = await startTarget({
    command: options.start.command,
    environment: {
      PORT: String(port),
      HOST: "127.0.0.1",
      PROXY_API_BASE_URL: apiUrl ?? "",
      PROXY_SECRET_KEY: options.apiKey,
      PROXY_API_TIMEOUT_MS: String(API_TIMEOUT_MS),
      PROXY_WEBHOOK_SIGNING_SECRET: options.secrets.join(","),
      PROXY_SIGNATURE_SCHEME: options.scheme,
      PROXY_TOLERANCE_SECONDS: String(options.toleranceSeconds),
      BODY_LIMIT_BYTES: String(options.bodyLimitBytes),
      PROBE_TOKEN: options.probeToken,
    },
    readyUrl: new URL(options.start.readyPath, origin).href,
    readyWithinMs: READY_WITHIN_MS,
    onOutput,
  });
  return { managed, origin };
}

function targetOf(options: RunOptions, started: Started | null): Target {
  const { probe, scheme, secrets, toleranceSeconds, bodyLimitBytes, answerWithinMs } = options;
  const at = (url: string): URL => new URL(url, started?.origin);
  return {
    webhook: at(options.url),
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
