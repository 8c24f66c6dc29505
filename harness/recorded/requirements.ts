/**
 * What is asked of a receiver by the deliveries of a recording: four promises, each a play of it.
 *
 * They are in no frozen set, since what they try is the recording's: `run --recorded` asks these, and nothing
 * else.
 *
 * @module
 */

import type { Effort } from "../histories/effort.ts";
import { PROXY } from "../providers/proxy/trial.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { Broken, Unfinished, Untested } from "../target/verdict.ts";
import type { Trial } from "../trial/trial.ts";
import type { Replay } from "./deliveries.ts";
import { playRecorded } from "./play.ts";
import { asItWas, fewest, raced, reordered, repeated, type Schedule } from "./plays.ts";

type Play = Pick<Requirement, "claim" | "why" | "source" | "remedy"> & {
  readonly id: `recorded/${string}`;
  readonly schedules: (replay: Replay, effort: Effort) => readonly Schedule[];
  /** What differs from time to time is not made smaller: a shorter one says no by chance. */
  readonly isRace?: true;
};

/** Many more find little that these do not; few recordings are so small that these are all. */
const ORDERS_MAX = 20;
/** A race is lost sometimes. */
const RACES = 5;

const PLAYS: readonly Play[] = [
  {
    id: "recorded/as-it-was",
    claim: "The recorded deliveries, in the order in which they came, end as the oracle says.",
    why: "What your sender really sent has carts, fields and repetitions that nobody thought of.",
    source: "docs/target-contract.md#what-is-right; docs/harness.md#real-deliveries",
    remedy: "Look at the line of the recording that is named, and at what it tells of its object.",
    schedules: (replay) => [asItWas(replay)],
  },
  {
    id: "recorded/repeated",
    claim: "The recorded deliveries, each of them several times, end as if each had come once.",
    why: "Senders deliver again what they have not seen acknowledged, and operators what they doubt.",
    source: "docs/target-contract.md#repetition; docs/harness.md#real-deliveries",
    remedy: "Record each event id under a unique constraint, in the statement that changes access.",
    schedules: (replay) => [repeated(replay)],
  },
  {
    id: "recorded/reordered",
    claim: "The recorded deliveries, in any other order, end as the oracle says.",
    why: "Senders promise no order: what came in order that day comes in another the next.",
    source: "docs/target-contract.md#order; docs/harness.md#real-deliveries",
    remedy:
      "Read the present state, and write it only where it is newer than what is held: by the full order of docs/target-contract.md#which-state-is-newer.",
    schedules: (replay, { seed, runs }) =>
      reordered(replay, { seed, orders: Math.min(runs, ORDERS_MAX) }),
  },
  {
    id: "recorded/raced",
    claim:
      "The recorded deliveries of one buyer, at one moment and each twice, end as the oracle says.",
    why: "Between a check and the write that follows it there is room for another delivery.",
    source: "docs/target-contract.md#races; docs/harness.md#real-deliveries",
    remedy: "Let one conditional statement of the database decide which state is kept.",
    schedules: (replay) => Array.from({ length: RACES }, () => raced(replay)).flat(),
    isRace: true,
  },
];

export const RECORDED_IDS: readonly string[] = PLAYS.map(({ id }) => id);

/** @returns The requirements that a recording asks. */
export function recordedRequirements(replay: Replay): readonly Requirement[] {
  return PLAYS.map(({ schedules, isRace = false, ...described }) => ({
    ...described,
    provider: PROXY,
    level: "MUST",
    profile: "state",
    proof: { cannot: "which mutants a recording kills is the recording's affair" },
    check: (trial, effort) =>
      checkPlays(trial, replay, {
        id: described.id,
        isRace,
        effort,
        schedules: schedules(replay, effort),
      }),
  }));
}

/** A schedule that is still long after this time is better than a report that never comes. */
const SHRINK_WITHIN_MS = 12_000;

type Plays = {
  readonly id: string;
  readonly schedules: readonly Schedule[];
  readonly isRace: boolean;
  readonly effort: Effort;
};

/** @throws {Broken} With the fewest deliveries by which it still breaks. */
async function checkPlays(
  trial: Trial,
  replay: Replay,
  { id, schedules, isRace, effort }: Plays,
): Promise<void> {
  if (replay.deliveries.length === 0) {
    throw new Untested("the recording has no delivery that can be replayed");
  }
  const endsAt = performance.now() + effort.timeBudgetMs;
  for (const [index, schedule] of schedules.entries()) {
    if (index > 0 && performance.now() > endsAt) {
      throw new Unfinished(
        `nothing broke in ${index} of ${schedules.length} plays: --time-budget gives more time`,
      );
    }
    const reason = await reasonOf(trial, replay, schedule);
    if (reason === null) continue;
    if (isRace || !effort.shrinks) throw reason;
    trial.tell(`${id} broken by ${schedule.length} deliveries, looking for fewer`);
    throw await smallestReason(trial, replay, schedule, reason);
  }
}

async function smallestReason(
  trial: Trial,
  replay: Replay,
  schedule: Schedule,
  found: Broken,
): Promise<Broken> {
  const endsAt = performance.now() + SHRINK_WITHIN_MS;
  let smallest = found;
  await fewest(schedule, async (shorter) => {
    if (performance.now() > endsAt) return false;
    const reason = await reasonOf(trial, replay, shorter);
    if (reason !== null) smallest = reason;
    return reason !== null;
  });
  return smallest;
}

/** @returns Why a schedule breaks; null where it holds. */
async function reasonOf(trial: Trial, replay: Replay, schedule: Schedule): Promise<Broken | null> {
  try {
    await playRecorded(trial, replay, schedule);
    return null;
  } catch (error) {
    if (error instanceof Broken) return error;
    throw error;
  }
}
