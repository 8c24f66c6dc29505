/**
 * What led to a finding, step by step, as data: the lines of a report are made of it, and so is its
 * drawing. Plain types, which need no library: teams' own test suites see them.
 *
 * Things are called by their symbols, such as `evt_2`, so that it is the same in every run.
 *
 * @module
 */

/** One delivery, or several that differ in nothing. */
export type Sent = {
  readonly event: string;
  readonly type: string;
  /** What was out of the ordinary about it; null where nothing was. */
  readonly how: string | null;
  /** A status, or what happened instead of an answer. */
  readonly answer: string;
  readonly times: number;
};

/** What an oracle expects of one object, and what the probe showed. */
export type Compared = {
  readonly kind: "compared";
  readonly source: string;
  readonly oracle: string;
  readonly probe: string;
  readonly agrees: boolean;
};

export type Step =
  /** What is to be known before anything happens. */
  | { readonly kind: "known"; readonly text: string }
  /**
   * In the sender's world: after how long by its own clock, null where it is no part of it, and which
   * event announces it.
   */
  | {
      readonly kind: "happened";
      readonly at: string | null;
      readonly text: string;
      readonly event: string | null;
    }
  /** More than one were sent together. */
  | { readonly kind: "delivered"; readonly deliveries: readonly Sent[] }
  /** The answer to a delivery whose read was held back. */
  | { readonly kind: "answered"; readonly event: string; readonly answer: string }
  /** Sent again, until it was acknowledged. */
  | { readonly kind: "redelivered"; readonly event: string; readonly type: string }
  | Compared
  /** What else is to be said in the end. */
  | { readonly kind: "noted"; readonly text: string };

export type Story = readonly Step[];

/** @returns The same story, with each of its texts changed. */
export function retold(story: Story, change: (text: string) => string): Story {
  return story.map((step) => retoldStep(step, change));
}

function retoldStep(step: Step, change: (text: string) => string): Step {
  switch (step.kind) {
    case "known":
    case "noted":
      return { ...step, text: change(step.text) };
    case "happened":
      return { ...step, text: change(step.text), event: orNull(step.event, change) };
    case "delivered":
      return {
        ...step,
        deliveries: step.deliveries.map((sent) => ({
          event: change(sent.event),
          type: change(sent.type),
          how: orNull(sent.how, change),
          answer: change(sent.answer),
          times: sent.times,
        })),
      };
    case "answered":
      return { ...step, event: change(step.event), answer: change(step.answer) };
    case "redelivered":
      return { ...step, event: change(step.event), type: change(step.type) };
    case "compared": {
      const { source, oracle, probe } = step;
      return { ...step, source: change(source), oracle: change(oracle), probe: change(probe) };
    }
  }
}

function orNull(text: string | null, change: (text: string) => string): string | null {
  return text === null ? null : change(text);
}
