/** Stories that are played for what they grant, and the number after each of them. @module */

import type { Effort } from "../histories/effort.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { Broken, Untested } from "../target/verdict.ts";
import type { Trial } from "../trial/trial.ts";
import { type ReadCount, riseOf } from "./count.ts";
import { type Counted, owedIn } from "./owed.ts";

/** Where the number is, and what it counts. */
export type Counting = { readonly read: ReadCount; readonly counted: Counted };

/** A story that was played, and whatever its own check found. */
export type Played = {
  readonly owed: number;
  /** By the other measure: to notice where that one is counted. */
  readonly otherwise: number;
  readonly troubles: readonly string[];
  readonly close: () => void;
};

/** Plays a requirement's story, on ids of its own. What it finds on the probe is for others to tell. */
export async function play(
  story: Requirement,
  counted: Counted,
  trial: Trial,
  effort: Effort,
): Promise<Played> {
  const own = trial.again();
  const troubles: string[] = [];
  try {
    await story.check(own, effort);
  } catch (error) {
    if (error instanceof Broken) troubles.push(`${story.id} is broken itself: ${error.message}`);
    else if (!(error instanceof Untested)) {
      own.close();
      throw error;
    }
  }
  const owed = owedIn(own, counted);
  const otherwise = owedIn(own, counted === "grants" ? "units" : "grants");
  if (owed === null || otherwise === null) {
    throw new Error(`Bug: it is not certain how much the story of ${story.id} grants`);
  }
  return { owed, otherwise, troubles: troubles.map(own.symbolic), close: own.close };
}

/** A story in which the number rose otherwise than it should. */
type Differing = { readonly story: Requirement; readonly rose: number; readonly owed: number };

function inWords({ rose, owed }: Differing): string {
  return `by ${rose} where ${owed} ${owed === 1 ? "was" : "were"} due`;
}

/** So many are enough to see what they have in common; those that fall short wait for as long as they may. */
const NAMED_MAX = 5;

/** Plays the stories again, the number read after each, and names those by which it differs. */
export async function oneByOne(
  stories: readonly Requirement[],
  { read, counted }: Counting,
  trial: Trial,
  effort: Effort,
  { before }: { readonly before: number },
): Promise<{ readonly reason: string; readonly details: readonly string[] }> {
  const found: Differing[] = [];
  let now = before;
  let tried = 0;
  for (const story of stories) {
    if (found.length === NAMED_MAX) break;
    const { owed, close } = await play(story, counted, trial, effort);
    const rose = await riseOf(read, { before: now, owed }, trial).finally(close);
    now += rose;
    tried += 1;
    if (rose !== owed) found.push({ story, rose, owed });
  }
  // The plainest first.
  const [first] = found.sort((a, b) => Math.abs(b.rose - b.owed) - Math.abs(a.rose - a.owed));
  if (first === undefined) {
    return {
      reason: "each story alone: as it should",
      details: [
        `Played one at a time, each of the ${tried} stories counted what it should: it takes several of them, or it does not happen every time`,
      ],
    };
  }
  const others = found.length === 1 ? "" : `; ${found.length - 1} more differ`;
  const rest = stories.length - tried;
  return {
    reason: `${first.story.id} alone: ${inWords(first)}${others}`,
    details: [
      ...found.map((each) => `${each.story.id}: ${inWords(each)}. ${each.story.claim}`),
      `One at a time, ${tried - found.length} of ${tried} stories counted what they should${rest === 0 ? "" : `; ${rest} were not tried any more`}`,
    ],
  };
}
