/**
 * Proxy's world as recorded deliveries tell it: each object in the states that envelopes told of (A3), the
 * newest last by the order of A11, whatever order they were told in.
 *
 * @module
 */

import { compareTied, isSession, type ProxyObject } from "../providers/proxy/objects.ts";
import { PROXY } from "../providers/proxy/trial.ts";
import type { ProxyWorld } from "../providers/proxy/world.ts";
import { nanosecondsOf } from "../simulator/instant.ts";
import { type Command, done } from "../simulator/world.ts";
import type { ExpectedRecord } from "../trial/expected-record.ts";
import type { Sender } from "../trial/sender.ts";

/** An envelope told of this state. */
export type Tell = { readonly do: "tell"; readonly object: ProxyObject };

/**
 * @param sender Any; another one than Proxy's stays as it is.
 * @returns The same sender, in whose world things may also come about by being told.
 */
export function tellable(sender: Sender): Sender {
  if (sender.name !== PROXY) return sender;
  const { play, oracle } = sender;
  return {
    ...sender,
    play: {
      ...play,
      enact: (world: ProxyWorld, command) =>
        isTell(command) ? done(withTold(world, command.object)) : play.enact(world, command),
    },
    oracle: {
      ...oracle,
      expected: (world: ProxyWorld, heard, buyer, policy) =>
        oracle
          .expected(world, heard, buyer, policy)
          .map((record) => (isTakenBack(world, record) ? takenBack(record) : record)),
    },
  };
}

function isTell(command: Command): command is Tell {
  return command.do === "tell";
}

/** Two that nothing tells apart are one state, and the one that was told last. */
function withTold(world: ProxyWorld, object: ProxyObject): ProxyWorld {
  const states = world.objects.get(object.id) ?? [];
  const others = states.filter((state) => compare(state, object) !== 0);
  const sorted = [...others, object].toSorted(compare);
  return { ...world, objects: new Map(world.objects).set(object.id, sorted) };
}

function compare(a: ProxyObject, b: ProxyObject): number {
  const apart = nanosecondsOf(a.updated_at) - nanosecondsOf(b.updated_at);
  return apart === 0n ? compareTied(a, b) : apart > 0n ? 1 : -1;
}

/** What was granted and then charged back (A17): no world of ours does that, and the real one may. */
function isTakenBack({ objects }: ProxyWorld, { source }: ExpectedRecord): boolean {
  const states = objects.get(source) ?? [];
  const last = states.at(-1);
  const isOver = last !== undefined && isSession(last) && last.status !== "provisionable";
  return isOver && states.some(({ status }) => status === "provisionable");
}

function takenBack(record: ExpectedRecord): ExpectedRecord {
  return record.access === "unavailable_or_none"
    ? { ...record, access: "none_that_grants" }
    : record;
}
