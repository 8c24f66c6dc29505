/** Makes one of what differs in nothing: a hundred copies of a delivery are one line. Pure. @module */

import type { Sent, Step, Story } from "../target/story.ts";

/** Of what is sent together, beyond copies. */
const TOGETHER_MAX = 16;

/** @returns The same story, its copies counted, those sent together and those sent one after the other. */
export function folded(story: Story): Story {
  const steps: Step[] = [];
  for (const step of story.flatMap(within)) {
    const before = steps.at(-1);
    const more = before === undefined ? null : joined(before, step);
    if (more === null) steps.push(step);
    else steps[steps.length - 1] = more;
  }
  return steps;
}

function within(step: Step): readonly Step[] {
  if (step.kind !== "delivered" || step.deliveries.length === 1) return [step];
  const kinds = [...Map.groupBy(step.deliveries, keyOf).values()].flatMap(counted);
  const rest = kinds.slice(TOGETHER_MAX).reduce((sum, { times }) => sum + times, 0);
  const told: Step = { kind: "delivered", deliveries: kinds.slice(0, TOGETHER_MAX) };
  return rest === 0 ? [told] : [told, { kind: "noted", text: `(and ${rest} more with them)` }];
}

function counted(copies: readonly Sent[]): readonly Sent[] {
  const [first] = copies;
  if (first === undefined) return [];
  return [{ ...first, times: copies.reduce((sum, { times }) => sum + times, 0) }];
}

/** @returns One step in the place of two; null where they are not the same single delivery. */
function joined(one: Step, other: Step): Step | null {
  if (one.kind !== "delivered" || other.kind !== "delivered") return null;
  const [first, ...others] = one.deliveries;
  const [second, ...more] = other.deliveries;
  if (first === undefined || second === undefined || others.length + more.length > 0) return null;
  return keyOf(first) === keyOf(second)
    ? { kind: "delivered", deliveries: counted([first, second]) }
    : null;
}

function keyOf({ event, type, how, answer }: Sent): string {
  return JSON.stringify([event, type, how, answer]);
}
