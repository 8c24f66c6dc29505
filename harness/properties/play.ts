/** Plays a history against the target, and writes down what was done. @module */

import { BUYERS, type History } from "../histories/history.ts";
import { inWords } from "../histories/in-words.ts";
import { type Plan, planOf } from "../histories/plan.ts";
import type { WebhookEvent } from "../simulator/event.ts";
import type { Change } from "../simulator/world.ts";
import { retold, type Step, type Story } from "../target/story.ts";
import { Broken } from "../target/verdict.ts";
import { clockSince, type Trial } from "../trial/trial.ts";
import { inWords as namingInWords, PLAIN } from "../values/naming.ts";
import { deliverBurst, letGo, type Slow } from "./deliver-burst.ts";

export type Played = {
  readonly events: readonly WebhookEvent[];
  readonly buyers: readonly string[];
  /** What was done. */
  readonly steps: Story;
};

/** What a property looks at. */
export type Looks = {
  /** After every burst, and once everything is acknowledged. */
  readonly meanwhile?: (trial: Trial, buyers: readonly string[]) => Promise<void>;
  /** Once everything is acknowledged. By default every buyer is compared with the oracle. */
  readonly atTheEnd?: (trial: Trial, played: Played) => Promise<void>;
};

/**
 * Plays a history, and redelivers what was not acknowledged, as any sender would (A12).
 *
 * @throws {Broken} If the target accepts a forgery, never acknowledges an event, or is not as the
 * property wants it. The steps that led there become its details.
 */
export async function playHistory(
  trial: Trial,
  history: History,
  { meanwhile, atTheEnd = compareAll }: Looks = {},
): Promise<void> {
  const steps: Step[] = [];
  try {
    for (const text of namingInWords(history.naming ?? PLAIN)) steps.push({ kind: "known", text });
    const played = await play(trial, planOf(history, trial.sender.play), steps, meanwhile);
    await meanwhile?.(trial, played.buyers);
    await atTheEnd(trial, played);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    const end = error.story.length > 0 ? error.story : error.details.map(noted);
    const story = retold([...steps, ...end], trial.symbolic);
    throw new Broken(trial.symbolic(error.message), inWords(story), null, error.answer, story);
  }
}

export async function compareAll(trial: Trial, { buyers }: Played): Promise<void> {
  for (const buyer of buyers) await trial.expectEntitlements(buyer);
}

export function noted(text: string): Step {
  return { kind: "noted", text };
}

async function play(
  trial: Trial,
  plan: Plan,
  steps: Step[],
  meanwhile: Looks["meanwhile"],
): Promise<Played> {
  const events: WebhookEvent[] = [];
  const open = new Set<WebhookEvent>();
  const buyers = Array.from({ length: BUYERS }, (_, n) => trial.idOf(`buyer_${n + 1}`));
  const slow: Slow[] = [];
  const { inWords: told, named } = trial.sender.play;
  const startedAt = trial.stage.world().now;
  const clock = (): string => clockSince(startedAt, trial.stage.world().now);

  for (let slot = 0; slot < Math.max(plan.moves.length, plan.slots.length); slot += 1) {
    for (const command of plan.moves[slot] ?? []) {
      const step = { kind: "happened", at: clock(), text: told(command), event: null } as const;
      steps.push(step);
      const change = await trial.carryOut(named(command, trial.idOf));
      if (change === null) continue;
      const text = `${step.text}${tieOf(trial, change, events)}`;
      const event = trial.eventOf(change, events.length + 1);
      steps.splice(-1, 1, { ...step, text, event: event.id });
      events.push(event);
      open.add(event);
      trial.tally.add(`event ${event.type}`);
    }
    for (const burst of plan.slots[slot] ?? []) {
      const waiting = slow.length;
      steps.push(...(await deliverBurst(trial, burst, { events, open, slow })));
      // Several slow ones in a row go on together, so that they meet where they write.
      if (slow.length === waiting) steps.push(...(await letGo(trial, slow.splice(0), open)));
      await meanwhile?.(trial, buyers);
    }
  }
  steps.push(...(await letGo(trial, slow, open)));
  countEnds(trial);
  for (const event of open) {
    await trial.settle(event);
    steps.push({ kind: "redelivered", event: event.id, type: event.type });
  }
  return { events, buyers, steps };
}

/** In words, so that nobody takes a bug of ties for one of what happens. */
function tieOf({ sender }: Trial, { object }: Change, events: readonly WebhookEvent[]): string {
  const { ordersBy } = sender.play;
  const last = events.findLast(({ data }) => data.object.id === object.id);
  return ordersBy !== null && last?.data.object[ordersBy] === object[ordersBy]
    ? `, with the same ${ordersBy} as in ${last?.id}`
    : "";
}

function countEnds({ stage, tally, sender }: Trial): void {
  for (const states of stage.world().objects.values()) {
    const last = states.at(-1);
    if (last !== undefined) tally.add(`ended as ${sender.play.kindOf(last)} ${last.status}`);
  }
}
