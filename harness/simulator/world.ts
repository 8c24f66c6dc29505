/**
 * A sender's world as a pure value: its objects, with every state that each of them ever had.
 *
 * What may happen in it is the sender's own affair: commands change it, and a change may be announced
 * by an event. The clock is part of the value: nothing here reads another one.
 *
 * @module
 */

import { instantAt, joined, nanosecondsOf, split } from "./instant.ts";

/** What every sender's objects have. Instants are ISO 8601, UTC, with three to nine digits of a second. */
export type WorldObject = {
  readonly id: string;
  readonly buyer_reference: string;
  readonly status: string;
  readonly created_at: string;
  readonly updated_at: string;
};

export type World<O extends WorldObject = WorldObject> = {
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** How far the clock is beyond that millisecond: from 0 to 999,999 nanoseconds. */
  readonly beyondNs: number;
  /** The states of each object by its id, oldest first, so that a read may lag behind. */
  readonly objects: ReadonlyMap<string, readonly O[]>;
};

/** What a sender or the app does. What else there is to it, only the sender knows. */
export type Command = { readonly do: string };

/** What time does, in every sender's world. With `ns`, by so many nanoseconds more. */
export type Wait = { readonly do: "wait"; readonly ms: number; readonly ns?: number };

export function isWait(command: Command): command is Wait {
  return command.do === "wait";
}

/** A state that the sender announces, and by which type of event. */
export type Change<O extends WorldObject = WorldObject> = {
  readonly type: string;
  readonly object: O;
};

/** What a command did: the world after it, and what the sender announces of it, if anything. */
export type Step<O extends WorldObject = WorldObject> =
  | { readonly ok: true; readonly world: World<O>; readonly change: Change<O> | null }
  | { readonly ok: false; readonly refusal: string };

/** @param now Where the world's clock starts, in milliseconds since 1970. */
export function emptyWorld(now: number): World<never> {
  return { now, beyondNs: 0, objects: new Map() };
}

/** @returns The object in its present state. */
export function present<O extends WorldObject>(world: World<O>, id: string): O | undefined {
  return world.objects.get(id)?.at(-1);
}

/** @returns What the world's clock shows. */
export function clockOf(world: World): string {
  return instantAt(nowNs(world));
}

/** @returns The world in which time has passed, and nothing else has happened. */
export function wait<O extends WorldObject>(world: World<O>, { ms, ns = 0 }: Wait): World<O> {
  return { ...world, ...clockAt(nowNs(world) + joined({ ms, ns })) };
}

/** @returns The world in which an object has come to another state. Its clock is never behind one. */
export function withState<O extends WorldObject>(world: World<O>, state: O): World<O> {
  const states = [...(world.objects.get(state.id) ?? []), state];
  const stamp = nanosecondsOf(state.updated_at);
  return {
    ...(stamp > nowNs(world) ? clockAt(stamp) : world),
    objects: new Map(world.objects).set(state.id, states),
  };
}

function nowNs({ now, beyondNs }: World): bigint {
  return joined({ ms: now, ns: beyondNs });
}

function clockAt(nanoseconds: bigint): Pick<World, "now" | "beyondNs"> {
  const { ms, ns } = split(nanoseconds);
  return { now: ms, beyondNs: ns };
}

export function done<O extends WorldObject>(
  world: World<O>,
  change: Change<O> | null = null,
): Step<O> {
  return { ok: true, world, change };
}

export function refuse(refusal: string): Step<never> {
  return { ok: false, refusal };
}
