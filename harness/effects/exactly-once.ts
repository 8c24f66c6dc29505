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
import { riseOf, standingStill, undisturbed, waitedInWords } from "./count.ts";
import { type Counting, oneByOne, type Played, play } from "./one-by-one.ts";
import type { Counted } from "./owed.ts";
import { storiesOf } from "./stories.ts";

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
    if (owed === 0 && rose === 0) throw new Untested("no story that is counted granted anything");
    if (rose === owed) return;
    await undisturbed(read, before + rose, trial);

    const said = `the number rose by ${rose} where ${owed} ${counted} were due`;
    const troubles = played.flatMap((each) => each.troubles);
    if (rose === 0) {
      const doubt = "does the command read what this receiver writes?";
      throw new Broken(`${said}: ${doubt}`, troubles);
    }
    const { reason, details } = await oneByOne(stories, { read, counted }, trial, effort, {
      before: before + rose,
    });
    const hint =
      rose === sum(played.map((each) => each.otherwise))
        ? MEASURED[counted]
        : regularity(rose, owed);
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

/** What differs everywhere has its cause in no single story. */
function regularity(rose: number, owed: number): string {
  if (rose < 0) return ", so it falls where it should rise";
  return owed > 0 && rose > owed && rose % owed === 0
    ? `, ${rose / owed} times as many: perhaps each is carried out, or counted, so often`
    : "";
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
