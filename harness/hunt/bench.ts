/** Where receivers of this folder are judged: one simulator for all, and one port for each. @module */

import { randomBytes, randomUUID } from "node:crypto";
import type { Scheme } from "../courier/sign.ts";
import { ONE_CASE } from "../histories/effort.ts";
import { startInProcess } from "../mutants/in-process-target.ts";
import type { Parts } from "../mutants/parts.ts";
import type { Environment } from "../mutants/passing.ts";
import type { Requirement } from "../requirements/requirement.ts";
import type { Baseline } from "../run/baseline.ts";
import type { Finding } from "../run/report.ts";
import { run } from "../run/run.ts";
import { serveApi } from "../simulator/serve.ts";
import { createTheatre } from "../simulator/stage.ts";
import type { Policy } from "../target/policy.ts";
import type { Target } from "../target/target.ts";
import { overTheWire } from "../target/transport.ts";
import { createTally } from "../trial/coverage.ts";
import type { TrialSettings } from "../trial/trial.ts";

/** A receiver to judge, and under which circumstances. */
export type Subject = {
  readonly parts: (correct: Parts) => Parts;
  readonly scheme: Scheme;
  readonly policy: Policy;
  readonly seed: number;
  /** Generated histories for each property. */
  readonly runs: number;
  /** How many instances share one disk, and the deliveries: one by default. */
  readonly instances?: number;
  /** Whether counterexamples are made smaller, which a matrix has no use for. */
  readonly shrinks?: boolean;
};

export type Manner = "side by side" | "one by one";

export type Bench = {
  /** Starts the receiver, checks it against the requirements, and stops it. */
  readonly judge: (
    subject: Subject,
    requirements: readonly Requirement[],
    manner: Manner,
  ) => Promise<readonly Finding[]>;
  readonly close: () => Promise<void>;
};

/** @param signal Interrupts what is being judged. */
export async function openBench(signal: AbortSignal): Promise<Bench> {
  const theatre = createTheatre(Date.now);
  const apiKey = randomBytes(16).toString("hex");
  const api = await serveApi(theatre, { host: "127.0.0.1", port: 0, apiKey });
  const nonce = randomBytes(5).toString("hex");
  let cases = 0;
  const nextNonce = (): string => `${nonce}${(cases++).toString(36)}`;

  return {
    judge: async (subject, requirements, manner) => {
      const { parts, seed, runs, shrinks = false, instances } = subject;
      const environment = environmentOf(subject, { apiUrl: api.url, apiKey });
      const { target, beside, close } = await startInProcess(environment, parts, instances);
      const settingsOf = (endpoint: Target): TrialSettings => ({
        target: endpoint,
        transport: overTheWire(endpoint, signal),
        theatre,
        signal,
        tally: createTally(),
        nextNonce,
      });
      const settings: TrialSettings = {
        ...settingsOf(target),
        ...(beside === null ? {} : { beside: settingsOf(beside) }),
      };
      try {
        const effort = { ...ONE_CASE, seed, runs, shrinks, timeBudgetMs: TIME_BUDGET_MS };
        const circumstances = { settingsOf: () => settings, baseline: NO_DEVIATIONS, onFinding };
        const groups =
          manner === "side by side" ? [requirements] : requirements.map((one) => [one]);
        const findings: Finding[] = [];
        for (const group of groups) findings.push(...(await run(group, effort, circumstances)));
        return findings;
      } finally {
        await close();
      }
    },
    close: api.close,
  };
}

const NO_DEVIATIONS: Baseline = new Map();

const onFinding = (): void => undefined;

/** Small, since every mutant is sent bodies of this size. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** Half of what the harness waits for. */
const BODY_WITHIN_MS = 700;
/** A state is read on this machine and within milliseconds, or it hangs on purpose. */
const API_TIMEOUT_MS = 200;
/** For one invariant; the runs are few, so that this is for mutants which make each one slow. */
const TIME_BUDGET_MS = 10_000;

function environmentOf(
  { scheme, policy }: Subject,
  api: Pick<Environment, "apiUrl" | "apiKey">,
): Environment {
  return {
    ...api,
    scheme,
    policy,
    secrets: [newSecret(), newSecret()],
    toleranceSeconds: 300,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    bodyWithinMs: BODY_WITHIN_MS,
    apiTimeoutMs: API_TIMEOUT_MS,
    probeToken: randomBytes(16).toString("hex"),
    merchantId: randomUUID(),
    operatorToken: randomBytes(16).toString("hex"),
    now: Date.now,
  };
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
