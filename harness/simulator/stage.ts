/**
 * A world being played: the one place where a world changes, and where reads of it are counted.
 *
 * Every case of a run gets a stage of its own, with ids used by no other, so that cases can run
 * side by side against one target and one API.
 *
 * @module
 */

import type { ReadFault } from "./fault.ts";
import { type Command, emptyWorld, type Step, type World, type WorldObject } from "./world.ts";

/** Methods, since what a sender itself takes is narrower: a stage is played by who opened it. */
export type Play = {
  /** Carries out one command. The world given is never changed. */
  enact(world: World, command: Command): Step;
};

export type Stage = {
  readonly world: () => World;
  /** Carries out a command; a refused one changes nothing. */
  readonly enact: (command: Command) => Step;
  /** Plans what happens to the next reads of an object, one fault a read, in this order. */
  readonly misbehave: (id: string, faults: readonly ReadFault[]) => void;
  /** From now on every read of an object that meets no planned fault meets this one. */
  readonly fail: (id: string, fault: ReadFault) => void;
  /** Lets the API answer rightly again. */
  readonly behave: (id: string) => void;
  /** How often the target has read an object's state. */
  readonly readsOf: (id: string) => number;
  readonly close: () => void;
};

/** All worlds that a run plays. */
export type Worlds = {
  readonly open: (play: Play) => Stage;
  readonly statesOf: (id: string) => readonly WorldObject[] | undefined;
  /** Counts a read, and takes the fault planned for it. */
  readonly nextFault: (id: string) => ReadFault | undefined;
};

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
/** The last year with four digits: later ones are spelled otherwise, and in the end not at all. */
const LAST_MS = Date.UTC(9999, 0);

/**
 * A clock for stories in which time passes: told an hour late, they end before our own now. A state
 * from the future would hide it where a receiver takes its own time of day for a stamp.
 */
export function anHourAgo(): number {
  return Date.now() - HOUR_MS;
}

/**
 * @param now Our clock, in milliseconds since 1970: each world's own clock starts at its second, so
 *   that a history plays in the same way whenever it begins.
 */
export function createWorlds(now: () => number): Worlds {
  const worlds = new Map<string, () => World>();
  const faults = new Map<string, ReadFault[]>();
  const failing = new Map<string, ReadFault>();
  const reads = new Map<string, number>();

  return {
    open: (play) => {
      const mine = new Set<string>();
      let world: World = emptyWorld(now() - (now() % SECOND_MS));
      return {
        world: () => world,
        enact: (command) => {
          const step = play.enact(world, command);
          if (!step.ok) return step;
          if (step.world.now > LAST_MS) {
            return { ok: false, refusal: "the clock goes no further than the year 9999" };
          }
          world = step.world;
          for (const id of world.objects.keys()) {
            mine.add(id);
            worlds.set(id, () => world);
          }
          return step;
        },
        misbehave: (id, planned) => {
          faults.set(id, [...(faults.get(id) ?? []), ...planned]);
        },
        fail: (id, fault) => {
          failing.set(id, fault);
        },
        behave: (id) => {
          faults.delete(id);
          failing.delete(id);
        },
        readsOf: (id) => reads.get(id) ?? 0,
        close: () => {
          for (const id of mine)
            for (const kept of [worlds, faults, failing, reads]) kept.delete(id);
        },
      };
    },
    statesOf: (id) => worlds.get(id)?.().objects.get(id),
    nextFault: (id) => {
      reads.set(id, (reads.get(id) ?? 0) + 1);
      return faults.get(id)?.shift() ?? failing.get(id);
    },
  };
}
