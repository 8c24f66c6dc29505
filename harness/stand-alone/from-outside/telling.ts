/** A story, played by a simulator that runs, and its events, each delivered as often as is wanted. @module */

import fc from "fast-check";
import { z } from "zod";
import type { Stories, Story, StoryWish } from "../../providers/provider.ts";
import type { DeliveryRecord } from "../record.ts";
import { type Asked, otherAt } from "./asking.ts";
import { delivering } from "./delivering.ts";

export type Telling = {
  readonly stories: Stories;
  readonly story: Story;
  readonly wish: StoryWish;
  /** How often each event is delivered. */
  readonly repeat: number;
  /** How often a delivery is tried. */
  readonly attemptsMax: number;
  /** By which an order is drawn; null where events come one after the other, as they were made. */
  readonly shuffledBy: number | null;
};

export type Listener = {
  readonly delivered: (delivery: DeliveryRecord) => void;
  /** A sentence beside the deliveries. */
  readonly note: (said: string) => void;
};

/** How many deliveries there were to be, without those that are tried again, and how many were acknowledged. */
export type Told = { readonly wanted: number; readonly acknowledged: number };

const made = z.object({ events: z.array(z.object({ id: z.string() })) });

/**
 * In order: a change is told before the next one happens. In an order that is drawn: all has happened
 * before the first delivery, so that whoever reads the state sees the newest.
 *
 * @throws {NoSimulator} Where none answers.
 * @throws {ReceiverSilent} Where the first delivery is answered by nobody.
 * @throws {UsageError} Where the simulator does not play this sender.
 */
export async function tell(
  simulator: Asked,
  { stories, story, wish, repeat, attemptsMax, shuffledBy }: Telling,
  { delivered, note }: Listener,
): Promise<Told> {
  const { path, body } = stories.begin(wish);
  const begun = stories.begun(await simulator.ask(path, body));
  if (begun === null) throw otherAt(simulator.origin);
  if (begun.said !== null) note(begun.said);

  const commands = story.commands(begun.id);
  const rounds = shuffledBy === null ? commands.map((command) => [command]) : [commands];
  const deliver = delivering(simulator, attemptsMax, delivered);
  let [wanted, acknowledged] = [0, 0];
  for (const round of rounds) {
    const events: string[] = [];
    for (const command of round) events.push(...(await happen(simulator, command)));
    const each = events.flatMap((event) => Array.from({ length: repeat }, () => event));
    for (const event of shuffledBy === null ? each : drawn(each, shuffledBy)) {
      wanted += 1;
      if (await deliver(event)) acknowledged += 1;
    }
  }
  return { wanted, acknowledged };
}

/** @returns The ids of the events that a command makes, which nobody has delivered yet. */
async function happen({ ask, origin }: Asked, command: object): Promise<readonly string[]> {
  const answer = await ask("/simulator/commands", { ...command, deliver: false });
  const { success, data } = made.safeParse(answer);
  if (!success) throw otherAt(origin);
  return data.events.map(({ id }) => id);
}

/** @returns The same, in an order that is the same for a seed. */
export function drawn<T>(all: readonly T[], seed: number): readonly T[] {
  const orders = fc.shuffledSubarray([...all], { minLength: all.length });
  return fc.sample(orders, { seed, numRuns: 1 })[0] ?? [];
}
