/** Runs one property on generated histories, and turns fast-check's answer into ours. @module */

import fc from "fast-check";
import type { Effort } from "../histories/effort.ts";
import type { History } from "../histories/history.ts";
import { planOf } from "../histories/plan.ts";
import { smallest } from "../histories/smaller.ts";
import { Broken, Untested } from "../target/verdict.ts";
import type { Trial } from "../trial/trial.ts";
import { PLAIN } from "../values/naming.ts";
import { noted } from "./play.ts";

/** A counterexample that is still large after this long is better than a report that never comes. */
const SHRINK_WITHIN_MS = 12_000;

/** How often the smallest counterexample is tried again, to tell what always breaks from a race. */
const REPLAYS = 3;

export type Property = {
  /** Of the invariant. */
  readonly id: string;
  /** Where a single history takes a second. */
  readonly runsMax?: number;
  /** It is about races: where none came about, nothing was tried. */
  readonly isRace?: boolean;
  readonly arbitrary: fc.Arbitrary<History>;
  /** @throws {Broken} Where the history shows that the invariant does not hold. */
  readonly holdsFor: (trial: Trial, history: History) => Promise<void>;
};

/** A counterexample found: what a replay file is made of. */
export class Falsified extends Broken {
  readonly history: History;
  /** In how many of so many replays it broke. */
  readonly hits: number;
  readonly replays: number;

  constructor(
    { message, details, answer, story }: Broken,
    path: string | null,
    history: History,
    { hits, replays }: { readonly hits: number; readonly replays: number },
  ) {
    const rate = hits === replays ? [] : [`it broke in ${hits} of ${replays} replays`];
    super(message, [...details, ...rate], path, answer, [...story, ...rate.map(noted)]);
    this.history = history;
    this.hits = hits;
    this.replays = replays;
  }
}

/**
 * Checks a property on the histories that broke it before, then on as many generated ones as the
 * run's effort asks for.
 *
 * Only {@link Broken} counts against the target, and only it is shrunk: anything else, such as a
 * target that went away, ends the search at once and is thrown as it is.
 *
 * @throws {Falsified} With the smallest counterexample, and fast-check's path to where it began.
 * @throws {Untested} If it is about races, and none came about.
 */
export async function checkProperty(
  trial: Trial,
  effort: Effort,
  property: Property,
): Promise<void> {
  const { id, runsMax = Number.POSITIVE_INFINITY } = property;
  const { seed, runs, path, shrinks, timeBudgetMs, recorded } = effort;
  const player = playerOf(trial, property);
  // Not by fast-check's own examples: they would be counted in every path.
  for (const history of path === null ? recorded(id) : []) {
    if (await player.breaks(history))
      return falsify(trial, property, player, { history, path: null, shrinks });
  }
  player.endIn(timeBudgetMs);
  const result = await fc.check(fc.asyncProperty(property.arbitrary, player.play), {
    seed,
    numRuns: Math.min(runs, runsMax),
    endOnFailure: !shrinks,
    ...(path === null ? {} : { path }),
  });
  player.rethrowTrouble();

  const [found] = result.counterexample ?? [];
  if (!result.failed || found === undefined) {
    if (property.isRace === true && path === null && player.races() === 0) {
      throw new Untested("no two deliveries overlapped: there was no race to lose");
    }
    return;
  }
  await falsify(trial, property, player, {
    history: found,
    path: result.counterexamplePath,
    shrinks,
  });
}

type Found = Pick<Effort, "path" | "shrinks"> & { readonly history: History };

/** @throws {Falsified} Always: with the smallest history, and how often it breaks. */
async function falsify(
  trial: Trial,
  property: Property,
  player: Player,
  { history: found, path, shrinks }: Found,
): Promise<never> {
  const history = shrinks ? await smallest(found, player.breaks) : found;
  player.rethrowTrouble();
  const reason = player.reasonOf(history);
  if (reason === undefined) throw new Error("Bug: the property failed without a reason");
  const rate = shrinks ? await hitRate(trial, property, history) : { hits: 1, replays: 1 };
  throw new Falsified(reason, path, history, rate);
}

type Player = ReturnType<typeof playerOf>;

/**
 * Plays a history in a trial of its own.
 *
 * @throws {Broken} If it shows that the property does not hold.
 */
export async function playOnce(
  trial: Trial,
  { holdsFor }: Property,
  history: History,
  onRace?: (overlapped: number) => void,
): Promise<void> {
  const one = trial.again({ onRace, naming: history.naming ?? PLAIN });
  try {
    await holdsFor(one, history);
  } finally {
    one.close();
  }
}

function playerOf(trial: Trial, property: Property) {
  /** By plan: much of a history may be of no consequence, and need not be played again. */
  const known = new Map<string, Broken | null>();
  let trouble: { readonly error: unknown } | null = null;
  let played = 0;
  let races = 0;
  const onRace = (overlapped: number): void => {
    if (overlapped > 1) races += 1;
  };
  let hasFailed = false;
  /** Not yet: what broke before is played again however long that takes. */
  let endsAt = Number.POSITIVE_INFINITY;
  const keyOf = (history: History): string =>
    JSON.stringify([planOf(history, trial.sender.play), history.naming]);

  /** @returns Why the history breaks the property; null where it holds, or nothing can be said. */
  const judge = async (history: History): Promise<Broken | null> => {
    const key = keyOf(history);
    const before = known.get(key);
    if (before !== undefined) return before;
    // To call all further ones held ends the search, and keeps the smallest that failed. Unlike
    // fast-check's own time limit it never leaves a history half played behind.
    if (trouble !== null || (played > 0 && performance.now() > endsAt)) return null;

    played += 1;
    trial.tally.add("histories");
    const verdict = await attempt(history);
    known.set(key, verdict);
    if (verdict !== null) {
      const { events } = planOf(history, trial.sender.play);
      trial.tell(`${property.id} broken by ${events.length} events, looking for fewer`);
    }
    if (verdict !== null && !hasFailed) {
      hasFailed = true;
      endsAt = performance.now() + SHRINK_WITHIN_MS;
    }
    return verdict;
  };

  const attempt = async (history: History): Promise<Broken | null> => {
    try {
      await playOnce(trial, property, history, onRace);
      return null;
    } catch (error) {
      if (error instanceof Broken) return error;
      trouble = { error };
      return null;
    }
  };

  return {
    /** After so long no further history is played, but for a first one. */
    endIn: (milliseconds: number): void => {
      played = 0;
      endsAt = performance.now() + milliseconds;
    },
    play: async (history: History): Promise<void> => {
      const reason = await judge(history);
      if (reason !== null) throw reason;
    },
    breaks: async (history: History): Promise<boolean> => (await judge(history)) !== null,
    races: (): number => races,
    reasonOf: (history: History): Broken | undefined => known.get(keyOf(history)) ?? undefined,
    rethrowTrouble: (): void => {
      if (trouble !== null) throw trouble.error;
    },
  };
}

/** Where one replay takes long, fewer have to do. */
export async function hitRate(trial: Trial, property: Property, history: History) {
  const endsAt = performance.now() + SHRINK_WITHIN_MS;
  let hits = 0;
  let replays = 0;
  while (replays === 0 || (replays < REPLAYS && performance.now() < endsAt)) {
    replays += 1;
    try {
      await playOnce(trial, property, history);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      hits += 1;
    }
  }
  return { hits, replays };
}
