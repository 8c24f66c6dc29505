/** Where receivers of the harness's own are judged: one port for each. @module */

import { randomBytes } from "node:crypto";
import { ONE_CASE } from "../histories/effort.ts";
import type { Parts } from "../mutants/parts.ts";
import { type Settings, startOwnReceiver, type Tried } from "../providers/in-process.ts";
import { PROVIDERS, providerNamed } from "../providers/providers.ts";
import type { Requirement } from "../requirements/requirement.ts";
import type { Baseline } from "../run/baseline.ts";
import type { Finding } from "../run/report.ts";
import { run } from "../run/run.ts";
import { anHourAgo, createWorlds } from "../simulator/stage.ts";
import type { Policy } from "../target/policy.ts";
import { overTheWire } from "../target/transport.ts";
import { withEarly } from "../trial/buy-early.ts";
import { createTally } from "../trial/coverage.ts";
import { createLag } from "../trial/lag.ts";
import { withHabits } from "../trial/learn-habits.ts";
import type { TrialSettings } from "../trial/trial.ts";

/** A receiver to judge, and under which circumstances. */
export type Subject = {
  readonly provider: string;
  readonly parts: (correct: Parts) => Parts;
  /** By its name; the sender's first by default. */
  readonly scheme?: string | undefined;
  readonly policy: Policy;
  readonly seed: number;
  /** Generated histories for each property. */
  readonly runs: number;
  /** How many instances share one disk, and the deliveries: one by default. */
  readonly instances?: number | undefined;
  /** How long, in milliseconds, it may take to apply what it has acknowledged: no time by default. */
  readonly settleMs?: number | undefined;
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
};

/** @param signal Interrupts what is being judged. */
export function openBench(signal: AbortSignal): Bench {
  const worlds = createWorlds(anHourAgo);
  const nonce = randomBytes(5).toString("hex");
  let cases = 0;
  const nextNonce = (): string => `${nonce}${(cases++).toString(36)}`;

  return {
    judge: async (subject, requirements, manner) => {
      const { parts, seed, runs, shrinks = false, instances = 1, policy, scheme } = subject;
      const lag = createLag(subject.settleMs ?? 0, 0);
      const provider = providerNamed(subject.provider);
      const played = { provider, ...(scheme === undefined ? {} : { scheme }) };
      const [byDefault] = PROVIDERS;
      const started = await startOwnReceiver(played, settingsWith(policy), {
        worlds,
        change: parts,
        instances,
        ...(provider === byDefault ? {} : { beside: { provider: byDefault } }),
      });
      const settingsOf = ({ target, sender }: Tried): TrialSettings => ({
        target,
        sender,
        transport: overTheWire(target, signal),
        worlds,
        signal,
        tally: createTally(),
        lag,
        nextNonce,
      });
      const { beside } = started;
      const settings: TrialSettings = {
        ...settingsOf(started),
        beside: beside === null ? [] : [settingsOf(beside)],
      };
      const effort = { ...ONE_CASE, seed, runs, shrinks, timeBudgetMs: TIME_BUDGET_MS };
      try {
        const groups =
          manner === "side by side" ? [requirements] : requirements.map((one) => [one]);
        const findings: Finding[] = [];
        const learned = withEarly(withHabits(settings));
        const circumstances = { settingsOf: () => learned, baseline: NO_DEVIATIONS, onFinding };
        for (const group of groups) findings.push(...(await run(group, effort, circumstances)));
        return findings;
      } finally {
        await started.close();
      }
    },
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
/**
 * For one invariant; the runs are few, so that this is for mutants which make each one slow. Ample: on a
 * machine that does something else beside it, 10 s were once too few to find a race.
 */
const TIME_BUDGET_MS = 30_000;

function settingsWith(policy: Policy): Settings {
  return {
    policy,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    bodyWithinMs: BODY_WITHIN_MS,
    apiTimeoutMs: API_TIMEOUT_MS,
    probeToken: randomBytes(16).toString("hex"),
  };
}
