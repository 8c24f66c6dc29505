/**
 * A world being played: the one place where a world changes, and where reads of it are counted.
 *
 * Every case of a run gets a stage of its own, with ids used by no other, so that cases can run
 * side by side against one target and one API.
 *
 * @module
 */

import type { ProxyObject } from "../providers/proxy/objects.ts";
import type { ReadFault } from "./fault.ts";
import { type Command, emptyWorld, enact, type Step, statesOf, type World } from "./world.ts";

export type Stage = {
  readonly world: () => World;
  /** Carries out a command; a refused one changes nothing. */
  readonly enact: (command: Command) => Step;
  /** Plans what happens to the next reads of an object, one fault a read, in this order. */
  readonly misbehave: (id: string, faults: readonly ReadFault[]) => void;
  /** Lets the API answer rightly again. */
  readonly behave: (id: string) => void;
  /** How often the target has read an object's state. */
  readonly readsOf: (id: string) => number;
  readonly close: () => void;
};

export type Theatre = {
  readonly open: () => Stage;
  readonly statesOf: (id: string) => readonly ProxyObject[] | undefined;
  /** Counts a read, and takes the fault planned for it. */
  readonly nextFault: (id: string) => ReadFault | undefined;
};

/** @param now Our clock, in milliseconds since 1970: where each world's own clock starts. */
export function createTheatre(now: () => number): Theatre {
  const worlds = new Map<string, () => World>();
  const faults = new Map<string, ReadFault[]>();
  const reads = new Map<string, number>();

  return {
    open: () => {
      const mine = new Set<string>();
      let world = emptyWorld(now());
      return {
        world: () => world,
        enact: (command) => {
          const step = enact(world, command);
          if (!step.ok) return step;
          world = step.world;
          for (const id of [...world.sessions.keys(), ...world.subscriptions.keys()]) {
            mine.add(id);
            worlds.set(id, () => world);
          }
          return step;
        },
        misbehave: (id, planned) => {
          faults.set(id, [...(faults.get(id) ?? []), ...planned]);
        },
        behave: (id) => {
          faults.delete(id);
        },
        readsOf: (id) => reads.get(id) ?? 0,
        close: () => {
          for (const id of mine) for (const kept of [worlds, faults, reads]) kept.delete(id);
        },
      };
    },
    statesOf: (id) => {
      const world = worlds.get(id)?.();
      return world === undefined ? undefined : statesOf(world, id);
    },
    nextFault: (id) => {
      reads.set(id, (reads.get(id) ?? 0) + 1);
      return faults.get(id)?.shift();
    },
  };
}
