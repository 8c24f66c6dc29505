/** Worlds are values: what was carried out in one of them before need not be carried out again. @module */

import type { Play } from "../simulator/stage.ts";
import type { Step, World } from "../simulator/world.ts";

/**
 * @returns What does the same, and each command once in each world. Worlds in which nothing has
 *   happened yet are one where their clocks are: so all stories that begin alike share what they begin with.
 */
export function remembering(enact: Play["enact"]): Play["enact"] {
  const begun = new Map<string, World>();
  const known = new WeakMap<World, Map<string, Step>>();
  const beginningOf = (world: World): World => {
    const clock = `${world.now} ${world.beyondNs}`;
    const first = begun.get(clock) ?? world;
    begun.set(clock, first);
    return first;
  };
  return (given, command) => {
    const world = given.objects.size === 0 ? beginningOf(given) : given;
    const steps = known.get(world) ?? new Map<string, Step>();
    known.set(world, steps);
    const key = JSON.stringify(command);
    const step = steps.get(key) ?? enact(world, command);
    steps.set(key, step);
    return step;
  };
}
