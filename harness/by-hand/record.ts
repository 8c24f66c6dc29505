/**
 * Lets a requirement check a receiver that is right, and writes down what it does.
 *
 * So a script can't say anything else than the check does: it is the check, told again.
 *
 * @module
 */

import type { Scheme } from "../courier/scheme.ts";
import { ONE_CASE } from "../histories/effort.ts";
import { isInvariant } from "../properties/invariant.ts";
import { type Settings, startOwnReceiver } from "../providers/in-process.ts";
import type { Provider } from "../providers/provider.ts";
import { providerNamed } from "../providers/providers.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { createWorlds } from "../simulator/stage.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import type { Target } from "../target/target.ts";
import { overTheWire } from "../target/transport.ts";
import { Untested } from "../target/verdict.ts";
import { withEarly } from "../trial/buy-early.ts";
import { createTally } from "../trial/coverage.ts";
import { withHabits } from "../trial/learn-habits.ts";
import { openTrial } from "../trial/trial.ts";
import { RECORDED_NONCE, variables } from "./spelling.ts";
import type { Recording, Step } from "./step.ts";
import { startTape, type Tape } from "./tape.ts";

/** Base64 of 32 bytes each, so that they serve every scheme. */
const SECRETS = [
  `whsec_${btoa("the first secret of a recording.")}`,
  `whsec_${btoa("another one while it is rotated!")}`,
].join(",");

const RECORD_WITHIN_MS = 30_000;

/**
 * The target contract's, which the script says again; the receiver in process is quicker, but not
 * where many are recorded at once.
 */
const PATIENCE = { answerWithinMs: 10_000, bodyWithinMs: 20_000 };

/** The world's clock: long past, so that what is recorded is older than whatever is played later. */
const WORLD_STARTS_AT = Date.UTC(2026, 0, 1);

/** A generated case may be an empty one, no race, or about objects that no script can tell apart. */
const SEEDS_MAX = 20;

const NO_DELIVERY =
  "the check makes no delivery that curl could repeat: it asks the probe, or holds back bytes";

/**
 * Records one check, where it generates cases the first one that sends anything and can be told.
 *
 * @param scheme One of the sender's own; its first by default.
 *
 * @returns What it did; or, where the receiver is not asked to or curl can't, the reason.
 */
export async function record(requirement: Requirement, scheme?: Scheme): Promise<Recording> {
  const provider = providerNamed(requirement.provider);
  let reason = NO_DELIVERY;
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const recording = await attempt(requirement, provider, scheme ?? provider.schemes[0], seed);
    if (recording.kind === "not_recorded") reason = recording.reason;
    else if (recording.steps.some(isDelivery)) return recording;
    if (!isInvariant(requirement)) break;
  }
  return { kind: "not_recorded", reason };
}

const OTHER_ENVIRONMENT =
  "the receiver has to be started in another environment: start yours in it, and send something";

function isDelivery({ kind }: Step): boolean {
  return kind === "send" || kind === "settle";
}

async function attempt(
  requirement: Requirement,
  provider: Provider,
  scheme: Scheme,
  seed: number,
): Promise<Recording> {
  const worlds = createWorlds(() => WORLD_STARTS_AT);
  const variablesOf = { [provider.receiver.names.variables.secrets]: SECRETS };
  const played = { provider, scheme: scheme.name, variables: variablesOf };
  const receiver = await startOwnReceiver(played, SETTINGS, { worlds });
  const { target, sender } = receiver;
  const tape = startTape(
    target,
    variables(provider.byHand.variables, receiver.own),
    provider.byHand.cannotPlay,
  );
  const signal = AbortSignal.timeout(RECORD_WITHIN_MS);
  let trials = 0;
  const plain = {
    sender,
    target: { ...target, ...PATIENCE, managed: managedOf(target, tape.notes) },
    transport: overTheWire({ ...target, ...PATIENCE }, signal),
    tally: createTally(),
    signal,
  };
  const { habits } = withHabits({ ...plain, worlds, nextNonce: () => "habits" });
  const told = { ...plain, worlds: tape.watched(worlds), watcher: tape.watcher };
  const { early } = withEarly({ ...told, nextNonce: () => `${RECORDED_NONCE}early` });
  const trial = openTrial({
    ...told,
    ...(habits === undefined ? {} : { habits }),
    ...(early === undefined ? {} : { early }),
    seed,
    nextNonce: () => `${RECORDED_NONCE}${trials++ || ""}`,
  });
  try {
    await requirement.check(trial, { ...ONE_CASE, seed, timeBudgetMs: RECORD_WITHIN_MS });
    return { kind: "recorded", provider, scheme, steps: tape.steps(), isExample: trials > 1 };
  } catch (error) {
    // Anything else is a bug of ours: the receiver is right, and nothing else takes part.
    if (!(error instanceof Untested)) throw error;
    return { kind: "not_recorded", reason: error.message };
  } finally {
    trial.close();
    await receiver.close();
  }
}

const SETTINGS: Settings = {
  policy: DEFAULT_POLICY,
  bodyLimitBytes: 1_048_576,
  // Longer than a busy machine takes for a body of a mebibyte, or a requirement could not be told.
  bodyWithinMs: 4_000,
  apiTimeoutMs: 300,
  probeToken: "probe_recording",
};

/** The receiver's process, with a note of each time that it is stopped or started. */
function managedOf({ managed }: Target, notes: Tape["notes"]) {
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
      const isElsewhere = changed?.["TZ"] !== undefined;
      if (changed !== undefined && !isElsewhere) throw new Untested(OTHER_ENVIRONMENT);
      notes(isElsewhere ? "start elsewhere" : "start again");
      await managed.restart(changed);
    },
  };
}
