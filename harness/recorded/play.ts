/** Delivers a schedule of a recording's deliveries, freshly signed, and compares what came of it. @module */

import type { Delivery } from "../courier/delivery.ts";
import { describe, isAccepted } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { WebhookEvent } from "../simulator/event.ts";
import { parseJson } from "../target/parse-json.ts";
import { Broken } from "../target/verdict.ts";
import { assertReached, expectStatus } from "../trial/expect.ts";
import type { Trial } from "../trial/trial.ts";
import { attemptOf, untilAcknowledged } from "../trial/until-acknowledged.ts";
import { type Replay, type Replayable, renamed } from "./deliveries.ts";
import { toldIn } from "./objects.ts";
import type { Schedule } from "./plays.ts";
import type { Tell } from "./world.ts";

type Sent = {
  readonly from: Replayable;
  readonly delivery: Delivery;
  readonly event: WebhookEvent | null;
};

/**
 * Plays in a trial of its own: no play is taken for a repetition of another.
 *
 * An object is served in the newest of the states that were told up to now. What was not acknowledged is
 * delivered again, as any sender would (A12).
 *
 * @throws {Broken} If something is never acknowledged, is answered otherwise than when it was recorded, or the
 *   probe disagrees with the oracle at the end. The deliveries that led there become its details.
 */
export async function playRecorded(
  trial: Trial,
  replay: Replay,
  schedule: Schedule,
): Promise<void> {
  const one = trial.again();
  const steps: string[] = [];
  const told = new Set<string>();
  try {
    for (const group of schedule) {
      const sent = group.map((each) => prepared(one, replay, each));
      for (const { event } of sent) {
        if (event === null) continue;
        one.stage.enact({ do: "tell", object: event.data.object } as Tell);
        told.add(event.data.object.buyer_reference);
      }
      await deliverGroup(one, sent, steps);
    }
    for (const buyer of told) await one.expectEntitlements(buyer);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    const details = [...steps, ...error.details].map(one.symbolic);
    throw new Broken(one.symbolic(error.message), details, null, error.answer);
  } finally {
    one.close();
  }
}

/** @returns The delivery with this play's own ids. */
function prepared(trial: Trial, { symbols }: Replay, from: Replayable): Sent {
  const json = renamed(from, symbols, trial.idOf);
  const body = new TextEncoder().encode(json);
  const told = from.told === null ? null : toldIn(parseJson(json));
  if (told === null) {
    const symbol = from.id === null ? undefined : symbols.get(from.id);
    const eventId = symbol === undefined ? trial.freshId("evt") : trial.idOf(symbol);
    const type = from.type === null ? {} : { eventType: from.type };
    return { from, event: null, delivery: { body, eventId, ...type } };
  }
  const { id, type, created_at, object } = told;
  const event = { id, type, created_at, data: { object } };
  return { from, event, delivery: { body, event } };
}

async function deliverGroup(trial: Trial, sent: readonly Sent[], steps: string[]): Promise<void> {
  trial.tally.add("recorded deliveries", sent.length);
  const [first] = sent;
  if (first !== undefined && sent.length === 1) {
    steps.push(inWords(first, null));
    return settle(trial, first, null, steps);
  }
  const outcomes = await trial.deliverTogether(sent.map(({ delivery }) => delivery));
  for (const [index, one] of sent.entries()) {
    const outcome = outcomes[index] ?? null;
    steps.push(`${index === 0 ? "┌" : "│"} ${inWords(one, outcome)}`);
  }
  for (const [index, one] of sent.entries())
    await settle(trial, one, outcomes[index] ?? null, steps);
}

function inWords({ from, event }: Sent, outcome: WireOutcome | null): string {
  const what = event === null ? `${from.type ?? "of no type"}, of no known shape` : event.type;
  const about =
    event === null ? "" : ` (${event.id}): ${event.data.object.id} ${event.data.object.status}`;
  const answer = outcome === null ? "" : ` → ${describe(outcome)}`;
  return `line ${from.line}  ${what}${about}${answer}`;
}

/** @param outcome Of a delivery that was sent together with others; null where it was not sent yet. */
async function settle(
  trial: Trial,
  { from, delivery, event }: Sent,
  outcome: WireOutcome | null,
  steps: string[],
): Promise<void> {
  const what = `line ${from.line}, ${event?.type ?? from.type ?? "of no type"}`;
  if (event === null && from.expected !== "2xx") {
    const answered = outcome ?? (await trial.deliver(delivery));
    if (from.expected === "4xx") expectStatus(answered, ["any_4xx"], what);
    return assertReached(answered);
  }
  if (outcome !== null && isAccepted(outcome)) return;
  let attempts = 0;
  await untilAcknowledged(what, async () => {
    const answered = await trial.deliver(delivery);
    attempts += 1;
    if (!isAccepted(answered)) steps.push(`    attempt ${attempts} → ${describe(answered)}`);
    return attemptOf(answered);
  });
  if (event !== null) await trial.watch(event.data.object.buyer_reference);
}
