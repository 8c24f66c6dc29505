/**
 * Every story of so many events, about one purchase or two of one buyer. Pure.
 *
 * A story is what happens in the sender's world. It is found by trying: whatever the world lets
 * happen is a story. A purchase begins right before its first event, and the first to have one is the
 * first: so no story comes twice under other names.
 *
 * Where nothing is read, a receiver can't see when something happened, only when it was told of it. So
 * there all events are made first, one purchase after the other, and what the app tells comes last:
 * in a schedule any delivery may come before it.
 *
 * @module
 */

import { BUYERS } from "../histories/history.ts";
import {
  type Command,
  clockOf,
  emptyWorld,
  present,
  type Wait,
  type World,
} from "../simulator/world.ts";
import type { Deed, Sender } from "../trial/sender.ts";
import type { Repertoire } from "./repertoire.ts";

/** Something that happens, and makes one event or none. */
export type Happening = {
  /** The last one makes the event, if there is one. */
  readonly deeds: readonly Deed[];
  /** Whose purchase it is about, from 0. */
  readonly purchase: number;
  /** What the event is about; null where there is none. */
  readonly about: string | null;
  /** Whether its state may share the stamp of the one before it. */
  readonly canTie: boolean;
  /** Whether the app tells the receiver of it. */
  readonly isTold: boolean;
};

export type Story = readonly Happening[];

export const PURCHASES_MAX = 2;

/** Between two things that don't happen at one moment. */
export const APART_MS = 1000;

type So = {
  readonly world: World;
  readonly story: Story;
  /** Of which purchase each object is. */
  readonly purchaseOf: ReadonlyMap<string, number>;
  /** What made no event, which happens once. */
  readonly silent: ReadonlySet<string>;
};

/**
 * @param play The sender's, whose world it is.
 * @returns Those of one purchase first.
 */
export function storiesOf(
  events: number,
  play: Sender["play"],
  repertoire: Repertoire,
): readonly Story[] {
  const begun: So = {
    world: emptyWorld(0),
    story: [],
    purchaseOf: new Map(),
    silent: new Set(),
  };
  const stories = [...goingOn(begun, events, { play, repertoire })];
  return stories.toSorted((a, b) => purchasesIn(a) - purchasesIn(b));
}

function purchasesIn(story: Story): number {
  return new Set(story.map(({ purchase }) => purchase)).size;
}

type Stage = { readonly play: Sender["play"]; readonly repertoire: Repertoire };

function* goingOn(so: So, left: number, stage: Stage): Generator<Story> {
  if (left === 0) yield so.story;
  for (const next of nextOf(so, stage)) {
    const made = next.story.at(-1)?.about === null ? 0 : 1;
    if (made <= left) yield* goingOn(next, left - made, stage);
  }
}

/** Everything that may happen next, each once. */
function nextOf(so: So, stage: Stage): readonly So[] {
  const { beginnings, verbs } = stage.repertoire;
  const about = [...Array(PURCHASES_MAX).keys()].flatMap((which) =>
    verbs.map((verb): Deed => ({ verb, which, quantity: 1 })),
  );
  const isRoom = new Set(so.purchaseOf.values()).size < PURCHASES_MAX;
  const tried = [
    ...about.map((deed) => [deed]),
    ...(isRoom ? beginnings.flatMap((begin) => [[begin], ...firstOf(begin, verbs)]) : []),
  ].map((deeds) => after(so, deeds, stage));
  // Two ways of counting back may come to one object.
  const found = new Map(tried.flatMap((one) => (one === null ? [] : [[one.key, one.so]])));
  return [...found.values()];
}

function firstOf(begin: Deed, verbs: readonly string[]): readonly (readonly Deed[])[] {
  return verbs.map((verb) => [begin, { verb, which: 0, quantity: 1 }]);
}

/** @returns Null where the world refuses it, or it is no happening by itself. */
function after(
  { world: before, story, purchaseOf, silent }: So,
  deeds: readonly Deed[],
  { play, repertoire }: Stage,
): { readonly key: string; readonly so: So } | null {
  const wait: Wait = { do: "wait", ms: story.length === 0 ? 0 : APART_MS };
  let world = enacted(before, wait, play)?.world;
  const done: Command[] = [];
  const events: { readonly id: string; readonly deed: Deed }[] = [];
  for (const deed of deeds) {
    for (const command of world === undefined ? [] : play.deeds(world, deed, BUYERS)) {
      const step = enacted(world ?? before, command, play);
      if (step === null) return null;
      world = step.world;
      done.push(command);
      if (step.change !== null) events.push({ id: step.change.object.id, deed });
    }
  }
  const key = JSON.stringify(done);
  const [event = null, ...others] = events;
  if (world === undefined || others.length > 0 || silent.has(key)) return null;
  const fresh = [...world.objects.keys()].filter((id) => !purchaseOf.has(id));
  const begins = repertoire.beginnings.some((one) => one === deeds[0]);
  if (begins !== fresh.length > 0) return null;
  // What begins waits for its first event, and for nothing else.
  if (begins && event?.deed !== deeds.at(-1)) return null;
  const number = new Set(purchaseOf.values()).size;
  const all = new Map([...purchaseOf, ...fresh.map((id) => [id, number] as const)]);
  const touched = event?.id ?? changedIn(before, world);
  const purchase = all.get(touched ?? "");
  if (purchase === undefined || (begins && purchase !== number)) return null;
  const happening: Happening = {
    deeds,
    purchase,
    about: event?.id ?? null,
    canTie: play.ordersBy !== null && event !== null && isOfThisMoment(before, event.id),
    isTold: deeds.some(({ verb }) => repertoire.told.includes(verb)),
  };
  const isAbout = happening.purchase === new Set(all.values()).size - 1 || happening.isTold;
  const isTooLate = story.at(-1)?.isTold === true && !happening.isTold;
  if (!repertoire.isRead && (!isAbout || isTooLate)) return null;
  const next = {
    world,
    story: [...story, happening],
    purchaseOf: all,
    silent: event === null ? new Set([...silent, key]) : silent,
  };
  return { key, so: next };
}

function enacted(world: World, command: Command, play: Sender["play"]) {
  const step = play.enact(world, command);
  return step.ok ? step : null;
}

function changedIn(before: World, { objects }: World): string | undefined {
  return [...objects.keys()].find((id) => objects.get(id) !== before.objects.get(id));
}

function isOfThisMoment(world: World, id: string): boolean {
  return present(world, id)?.updated_at === clockOf(world);
}
