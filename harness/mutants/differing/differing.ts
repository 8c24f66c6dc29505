/**
 * A correct receiver that does it in another way: a requirement that accuses it is a mistake.
 *
 * @module
 */

import type { Parts } from "../parts.ts";
import type { Answer } from "../passing.ts";

export type Differing = {
  /** In words. */
  readonly name: string;
  /** One sentence, of the receiver. */
  readonly way: string;
  /** Whose receiver can be so; every sender's where nobody is named. */
  readonly provider?: string;
  /** Ids of the SHOULDs that it breaks by being so, as the first sender's endpoint has them. */
  readonly breaks?: readonly string[];
  /** Why something can't be tested on it: how the reasons begin. */
  readonly untested?: readonly string[];
  /** Called at every start, as a bug's. */
  parts(correct: Parts): Parts;
};

/** Answers the same deliveries otherwise. */
export function answering(
  change: (answer: Answer) => Answer | Promise<Answer>,
): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    receive: async (incoming, context) => {
      const answer = await correct.receive(incoming, context).catch(context.parts.answerError);
      return change(answer);
    },
  });
}

/** Answers another status in place of some. */
export function statusing(change: (status: number) => number): (correct: Parts) => Parts {
  return answering((answer) => ({ ...answer, status: change(answer.status) }));
}
