/** What a run asks that plays every schedule of a size: one invariant of each sender in it. @module */

import { checkedOnEvery, isAskedOfEvery } from "../exhaustive/check-every.ts";
import { type Enumeration, enumerate } from "../exhaustive/enumeration.ts";
import { countOf } from "../exhaustive/part.ts";
import type { Progress } from "../exhaustive/play-numbers.ts";
import { isInvariant } from "../properties/invariant.ts";
import type { Requirement } from "../requirements/requirement.ts";
import type { Schedules } from "../run/schedules.ts";
import { UsageError } from "../settings/usage-error.ts";
import type { Exhaustive, RunOptions, Side } from "./options.ts";

export type EverySchedule = {
  readonly requirements: readonly Requirement[];
  /** How far it has come. */
  readonly schedules: () => readonly Schedules[];
};

type Counted = {
  readonly requirement: Requirement;
  readonly schedules: () => Schedules;
};

/**
 * @param selected The requirements that were chosen.
 * @throws {UsageError} If none of them is asked of every schedule, or there is no schedule to begin with.
 */
export function everySchedule(
  selected: readonly Requirement[],
  { sides, path }: Pick<RunOptions, "sides" | "path">,
  exhaustive: Exhaustive,
): EverySchedule {
  const problems: string[] = [];
  const counted = sides.flatMap((side) =>
    countedOf(side, selected, { ...exhaustive, path }, problems),
  );
  if (problems.length === 0 && counted.length === 0) {
    problems.push("--exhaustive: of what was selected nothing is asked of every schedule");
  }
  if (problems.length > 0) throw new UsageError(problems);
  return {
    requirements: counted.map(({ requirement }) => requirement),
    schedules: () => counted.map(({ schedules }) => schedules()),
  };
}

function countedOf(
  { provider, configured }: Side,
  selected: readonly Requirement[],
  { size, part, path }: Exhaustive & Pick<RunOptions, "path">,
  problems: string[],
): readonly Counted[] {
  const invariant = selected.filter(isInvariant).find((each) => {
    return each.provider === provider.name && isAskedOfEvery(each);
  });
  if (invariant === undefined) return [];
  // What happens in its world does not depend on where the target is.
  const { play } = configured.sender((url) => new URL(url, "http://receiver.test"));
  const enumeration = enumerate(size, play, provider.repertoire);
  const { total } = enumeration;
  const planned = countOf(part, total);
  if (planned === 0) problems.push(`--from ${part.from}: ${provider.title} has ${total} schedules`);
  if (path !== null && !isNumberOf(path, enumeration)) {
    problems.push(`--path ${path}: expected a schedule's number, from 1 to ${total}`);
  }
  let progress: Progress = { played: 0, next: part.from };
  const { index, of } = part.shard;
  const about = { provider: provider.name, ...size, total, shard: `${index}/${of}` };
  return [
    {
      requirement: checkedOnEvery(invariant, enumeration, part, (next) => {
        progress = next;
      }),
      schedules: () => ({ ...about, from: part.from, planned, ...progress }),
    },
  ];
}

function isNumberOf(path: string, { total }: Enumeration): boolean {
  return /^[1-9]\d*$/.test(path) && Number(path) <= total;
}
