/**
 * What a receiver may show while it is still hearing of things. Pure.
 *
 * Proxy's world only moves on, and a receiver follows it at its own pace. So at any moment each
 * record must be that of a state which the object has had: no newer than the present one, and no
 * older than the newest state that the receiver has acknowledged an event about.
 *
 * @see docs/target-contract.md#what-is-right; docs/assumptions.md#a11; docs/assumptions.md#a13
 * @module
 */

import type { WorldObject } from "../../simulator/world.ts";
import type { Policy } from "../../target/policy.ts";
import type { ExpectedRecord } from "../../trial/expected-record.ts";
import type { Heard } from "../../trial/sender.ts";
import { expectedRecordOf } from "./oracle.ts";
import type { ProxyWorld } from "./world.ts";

/** How much of an object the receiver has heard, by the index of its states. */
export type Progress = {
  /** An event about it was sent, whether or not it was acknowledged. */
  readonly attempted: ReadonlySet<string>;
  /** Object id -> the newest state that an acknowledged event announced. */
  readonly acknowledged: ReadonlyMap<string, number>;
};

/**
 * @returns For each of the buyer's objects, every record that may be shown now; one of them has to
 * agree with what is shown.
 */
export function allowedRecords(
  world: ProxyWorld,
  heard: Progress,
  buyer: string,
  policy: Policy,
): ReadonlyMap<string, readonly ExpectedRecord[]> {
  const allowed = new Map<string, readonly ExpectedRecord[]>();
  for (const id of world.objects.keys()) {
    const records = allowedOf(id, world, heard, buyer, policy);
    if (records.length > 0) allowed.set(id, records);
  }
  return allowed;
}

function allowedOf(
  id: string,
  world: ProxyWorld,
  heard: Progress,
  buyer: string,
  policy: Policy,
): readonly ExpectedRecord[] {
  const states = world.objects.get(id) ?? [];
  if (states.at(-1)?.buyer_reference !== buyer) return [];
  const oldest = heard.acknowledged.get(id);
  const seen = states.keys().filter((index) => index >= (oldest ?? 0));
  const worlds = heard.attempted.has(id) ? [...seen].map((index) => asOf(world, id, index)) : [];

  // A session's record depends on whether its subscription was heard of, which an event that was
  // sent and not acknowledged leaves open.
  const surely = new Set(heard.acknowledged.keys());
  const possibly = heard.attempted;
  const isSure = possibly.size === surely.size;
  const opinions = [
    ...worlds.flatMap((past) => [
      ...opinionsOn(id, past, new Set([...surely, id]), policy),
      ...(isSure ? [] : opinionsOn(id, past, new Set([...possibly, id]), policy)),
    ]),
    ...(oldest === undefined
      ? opinionsOn(id, world, new Set([...surely].filter((other) => other !== id)), policy)
      : []),
  ];
  return opinions;
}

function opinionsOn(
  id: string,
  world: ProxyWorld,
  heard: ReadonlySet<string>,
  policy: Policy,
): readonly ExpectedRecord[] {
  const opinion = expectedRecordOf(world, heard, id, policy);
  return opinion === null ? [] : [opinion];
}

/** The world in which one object has not gone beyond one of its states. */
function asOf(world: ProxyWorld, id: string, index: number): ProxyWorld {
  const states = world.objects.get(id) ?? [];
  return { ...world, objects: new Map(world.objects).set(id, states.slice(0, index + 1)) };
}

/** How far the receiver has come, by the states that it was told of. */
export function progressOf(
  world: ProxyWorld,
  told: { readonly sent: Heard; readonly heard: Heard },
): Progress {
  const acknowledged = [...told.heard].map(([id, states]): [string, number] => [
    id,
    Math.max(0, ...[...states].map((state) => indexOf(world, state))),
  ]);
  return { attempted: new Set(told.sent.keys()), acknowledged: new Map(acknowledged) };
}

/** An event may tell of a state in other words; its stamp and status say which one it is. */
function indexOf({ objects }: ProxyWorld, { id, updated_at, status }: WorldObject): number {
  return (objects.get(id) ?? []).findIndex(
    (state) => state.updated_at === updated_at && state.status === status,
  );
}
