/**
 * That what a receiver does beside granting is done once for each grant: mails, credits, rows of one's
 * own. No probe shows these, so a number is read before and after stories that grant.
 *
 * @see docs/harness.md#side-effects
 * @module
 */

import type { Effort } from "../histories/effort.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { Broken, Untested } from "../target/verdict.ts";
import type { Trial } from "../trial/trial.ts";
import { type ReadCount, riseOf, standingStill, waitedInWords } from "./count.ts";
import { type Counted, owedIn } from "./owed.ts";
import { storiesOf } from "./stories.ts";

/** Where the number is, and what it counts. */
export type Counting = { readonly read: ReadCount; readonly counted: Counted };

type Wording = Pick<Requirement, "id" | "profile" | "claim" | "why" | "isLast">;

const IN_ONE_LIFE: Wording = {
  id: "effects/exactly-once",
  profile: "state",
  isLast: "crowds",
  claim:
    "What is done beside granting is done once a grant: through repetitions, races, lost answers and late events.",
  why: "A mail that is sent before a unique constraint has decided goes out once a delivery: the entitlement is right, and the customer reads of it three times.",
};

const AFTER_RESTARTS: Wording = {
  id: "effects/once-after-restart",
  profile: "fault",
  claim: "What is done beside granting is done once a grant, also where the receiver is killed.",
  why: "What is carried out from memory is lost with the process, or carried out again by the one that comes after it.",
};

/**
 * @param named The ids at this sender's endpoint.
 * @param requirements Of which the stories are taken.
 * @param counting Null where it is only told what is asked.
 */
export function effectsAt(
  provider: string,
  named: (id: string) => string,
  requirements: readonly Requirement[],
  counting: Counting | null,
): readonly Requirement[] {
  const stories = storiesOf(provider, requirements);
  return [IN_ONE_LIFE, AFTER_RESTARTS].map(
    (wording): Requirement => ({
      ...wording,
      id: named(wording.id),
      provider,
      level: "MUST",
      source: "docs/target-contract.md#repetition",
      remedy:
        "Write down what is to be done in the transaction that grants, under the purchase's key, and do it from there: an outbox. Where it is done elsewhere, give that key along, so that doing it again is harmless.",
      proof: {
        cannot:
          "a mutant is what a probe and answers show, and nothing of this is on them: the tests beside this file mail twice",
      },
      check: (trial, effort) => {
        if (counting === null)
          throw new Untested("needs a command that prints a number (--verify-cmd)");
        const own = stories.filter(
          ({ profile }) => (profile === "fault") === (wording.profile === "fault"),
        );
        return countThrough(own, counting, trial, effort);
      },
    }),
  );
}

/** A story that was played, and whatever its own check found. */
type Played = {
  readonly owed: number;
  /** By the other measure: to notice where that one is counted. */
  readonly otherwise: number;
  readonly troubles: readonly string[];
  readonly close: () => void;
};

/** @throws {Broken} If the number does not rise by what was granted. */
async function countThrough(
  stories: readonly Requirement[],
  { read, counted }: Counting,
  trial: Trial,
  effort: Effort,
): Promise<void> {
  const before = await standingStill(read, trial);
  const played: Played[] = [];
  try {
    for (const story of stories) played.push(await play(story, counted, trial, effort));
    const owed = sum(played.map((each) => each.owed));
    const rose = await riseOf(read, { before, owed }, trial);
    trial.tally.add("stories counted", stories.length);
    trial.tally.add(`${counted} counted`, owed);
    if (rose === owed) return;

    const said = `the number rose by ${rose} where ${owed} ${counted} were made`;
    const troubles = played.flatMap((each) => each.troubles);
    if (rose === 0) {
      const doubt = "does the command read what this receiver writes?";
      throw new Broken(`${said}: ${doubt}`, troubles);
    }
    const { reason, details } = await oneByOne(stories, { read, counted }, trial, effort, {
      before: before + rose,
    });
    const hint = rose === sum(played.map((each) => each.otherwise)) ? MEASURED[counted] : "";
    const waited = rose < owed ? [waitedInWords(trial)] : [];
    throw new Broken(`${said}${hint}; ${reason}`, [...details, ...waited, ...troubles]);
  } finally {
    for (const { close } of played) close();
  }
}

const MEASURED = {
  grants: ", as many as there were units (--verify-counts units)",
  units: ", as many as there were grants (--verify-counts grants)",
} as const satisfies Record<Counted, string>;

/** So many are enough to see what they have in common; those that fall short wait for as long as they may. */
const NAMED_MAX = 5;

/** Plays the stories again, the number read after each, and names those by which it differs. */
async function oneByOne(
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

/** A story in which the number rose otherwise than it should. */
type Differing = { readonly story: Requirement; readonly rose: number; readonly owed: number };

function inWords({ rose, owed }: Differing): string {
  return `by ${rose} where ${owed} ${owed === 1 ? "was" : "were"} due`;
}

/** Plays a requirement's story, on ids of its own. What it finds on the probe is for others to tell. */
async function play(
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
