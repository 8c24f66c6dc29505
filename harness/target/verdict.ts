/**
 * How a check says what it found.
 *
 * A check returns where the requirement held, and throws otherwise: {@link Broken} accuses the
 * target, {@link Untested} and {@link Unreachable} accuse nobody, and anything else is our own bug.
 *
 * @module
 */

import type { WireAnswer } from "../courier/wire.ts";
import type { Story } from "./story.ts";

/** The target did not do what the requirement asks for. */
export class Broken extends Error {
  override readonly name = "Broken";
  /** What else a person needs to see it: steps, shrunk histories, answers. */
  readonly details: readonly string[];
  /** fast-check's path to the smallest counterexample, where one was generated. */
  readonly path: string | null;
  /** Which answer broke it, where one did. */
  readonly answer: WireAnswer | null;
  /** What led to it, where whoever found it has a story to tell; the details are made of it then. */
  readonly story: Story;

  constructor(
    message: string,
    details: readonly string[] = [],
    path: string | null = null,
    answer: WireAnswer | null = null,
    story: Story = [],
  ) {
    super(message);
    this.details = details;
    this.path = path;
    this.answer = answer;
    this.story = story;
  }
}

/** The target does not offer what the check needs. */
export class Untested extends Error {
  override readonly name = "Untested";
}

/** Its time was up before all was tried: that says nothing about the rest. */
export class Unfinished extends Error {
  override readonly name = "Unfinished";
}

/** The target or the simulator could not be reached: that says nothing about the requirement. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}
