/**
 * Lets a requirement check a receiver that is right, and writes down what it does.
 *
 * So a script can't say anything else than the check does: it is the check, told again.
 *
 * @module
 */

import type { Scheme } from "../courier/sign.ts";
import { ONE_CASE } from "../histories/effort.ts";
import { startInProcess } from "../mutants/in-process-target.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { serveApi } from "../simulator/serve.ts";
import { createTheatre } from "../simulator/stage.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import type { Target } from "../target/target.ts";
import { overTheWire } from "../target/transport.ts";
import { Untested } from "../target/verdict.ts";
import { createTally } from "../trial/coverage.ts";
import { openTrial } from "../trial/trial.ts";
import { RECORDED_MERCHANT, RECORDED_NONCE } from "./spelling.ts";
import type { Recording, Step } from "./step.ts";
import { startTape } from "./tape.ts";

/** Base64 of 32 bytes each, so that they serve both schemes. */
const SECRETS = [
  `whsec_${btoa("the first secret of a recording.")}`,
  `whsec_${btoa("another one while it is rotated!")}`,
] as const;

const API_KEY = "sk_recording";
const RECORD_WITHIN_MS = 30_000;

/** The target contract's, which the script says again; the receiver in process is quicker. */
const PATIENCE = { answerWithinMs: 10_000, bodyWithinMs: 20_000 };

/** The world's clock: long past, so that what is recorded is older than whatever is played later. */
const WORLD_STARTS_AT = Date.UTC(2026, 0, 1);

/** A generated case may be an empty one. */
const SEEDS_MAX = 20;

const NO_DELIVERY =
  "the check makes no delivery that curl could repeat: it asks the probe, or holds back bytes";

/**
 * Records one check, where it generates cases the first one that sends anything.
 *
 * @returns What it did; or, where the receiver is not asked to or curl can't, the reason.
 */
export async function record(requirement: Requirement, scheme: Scheme): Promise<Recording> {
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const recording = await attempt(requirement, scheme, seed);
    if (recording.kind === "not_recorded" || recording.steps.some(isDelivery)) return recording;
    if (!recording.isExample) break;
  }
  return { kind: "not_recorded", reason: NO_DELIVERY };
}

const OTHER_ENVIRONMENT =
  "the receiver has to be started in another environment: start yours in it, and send something";

function isDelivery({ kind }: Step): boolean {
  return kind === "send" || kind === "settle";
}

async function attempt(requirement: Requirement, scheme: Scheme, seed: number): Promise<Recording> {
  const theatre = createTheatre(() => WORLD_STARTS_AT);
  const api = await serveApi(theatre, { host: "127.0.0.1", port: 0, apiKey: API_KEY });
  const receiver = await startInProcess(environmentOf(scheme, api.url), (correct) => correct);
  const { target } = receiver;
  const tape = startTape(target);
  const signal = AbortSignal.timeout(RECORD_WITHIN_MS);
  let trials = 0;
  const trial = openTrial({
    target: { ...target, ...PATIENCE, managed: managedOf(target, tape.notes) },
    transport: overTheWire(target, signal),
    theatre: tape.watched(theatre),
    witness: tape.witness,
    tally: createTally(),
    signal,
    nextNonce: () => `${RECORDED_NONCE}${trials++ || ""}`,
  });
  try {
    await requirement.check(trial, { ...ONE_CASE, seed, timeBudgetMs: RECORD_WITHIN_MS });
    return { kind: "recorded", scheme, steps: tape.steps(), isExample: trials > 1 };
  } catch (error) {
    // Anything else is a bug of ours: the receiver is right, and nothing else takes part.
    if (!(error instanceof Untested)) throw error;
    return { kind: "not_recorded", reason: error.message };
  } finally {
    trial.close();
    await receiver.close();
    await api.close();
  }
}

function environmentOf(scheme: Scheme, apiUrl: string) {
  return {
    scheme,
    secrets: SECRETS,
    toleranceSeconds: 300,
    bodyLimitBytes: 1_048_576,
    bodyWithinMs: 1_500,
    apiUrl,
    apiKey: API_KEY,
    apiTimeoutMs: 300,
    probeToken: "probe_recording",
    merchantId: RECORDED_MERCHANT,
    operatorToken: "operator_recording",
    policy: DEFAULT_POLICY,
    now: Date.now,
  };
}

/** The receiver's process, with a note of each time that it is stopped or started. */
function managedOf({ managed }: Target, notes: (how: "kill" | "stop" | "start again") => void) {
  if (managed === null) return null;
  return {
    ...managed,
    kill: async () => {
      notes("kill");
      await managed.kill();
    },
    stop: async () => {
      notes("stop");
      return managed.stop();
    },
    restart: async (changed?: Readonly<Record<string, string>>) => {
      if (changed !== undefined) throw new Untested(OTHER_ENVIRONMENT);
      notes("start again");
      await managed.restart();
    },
  };
}
