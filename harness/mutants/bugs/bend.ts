/** Ways of bending the correct receiver that several mutants share. @module */

import type { Disk } from "../disk.ts";
import { fieldsOf } from "../envelope.ts";
import type { Parts } from "../parts.ts";
import type { ReceivedEvent } from "../passing.ts";
import type { Entitlement, State } from "../records.ts";

/** A context in which some parts are others. */
export function withParts<P extends object, C extends { readonly parts: P }>(
  context: C,
  parts: Partial<C["parts"]>,
): C {
  return { ...context, parts: { ...context.parts, ...parts } };
}

/** The correct merge, but for which of two states it takes for the newer one. */
export function mergingBy(correct: Parts, compare: Parts["compare"]): Parts["merge"] {
  return (held, next, context) => correct.merge(held, next, withParts(context, { compare }));
}

/** Changes a state before it is merged into the record that is held. */
export function mergingAs(
  correct: Parts,
  bend: (state: State, held: State | undefined) => Partial<State>,
): Parts {
  return {
    ...correct,
    merge: (held, { state, access }, context) =>
      correct.merge(held, { state: { ...state, ...bend(state, held?.state) }, access }, context),
  };
}

/** Adds a purchase's units whenever it is merged, instead of setting them. */
export function addingUnits(correct: Parts): Parts["merge"] {
  return (held, next, context) =>
    next.state.kind === "session" && next.access === "granted"
      ? grantOnceMore(held, next.state)
      : correct.merge(held, next, context);
}

export function grantOnceMore(held: Entitlement | undefined, state: State): Entitlement {
  return {
    state,
    access: "granted",
    quantity: (held?.quantity ?? 0) + (state.quantity ?? 0),
    grants: (held?.grants ?? 0) + 1,
  };
}

/** What a handler of one type of event does to the records, whatever the state that was read. */
export type Handler = (disk: Disk, snapshot: State) => void;

/** Handles an event rightly, and then once more by the story that it tells, in order of arrival. */
export function followingTheStory(
  correct: Parts,
  handlers: Readonly<Record<string, Handler>>,
): Parts["process"] {
  return async (event, verified, context) => {
    const outcome = await correct.process(event, verified, context);
    const { snapshot, type } = event;
    const handle = handlers[type];
    if (outcome === "duplicate" || snapshot === null || handle === undefined) return outcome;
    await context.storage.transact((disk) => handle(disk, snapshot));
    return outcome;
  };
}

/** Changes the record of the event's own object, where there is one. */
export function change(by: (held: Entitlement, snapshot: State) => Partial<Entitlement>): Handler {
  return ({ entitlements }, snapshot) => {
    const held = entitlements.get(snapshot.id);
    if (held !== undefined) entitlements.set(held.state.id, { ...held, ...by(held, snapshot) });
  };
}

/** Handles some events, and acknowledges the others without a look at them. */
export function handlingOnly(
  correct: Parts,
  isHandled: (event: ReceivedEvent) => boolean,
): Parts["process"] {
  return async (event, verified, context) =>
    isHandled(event) ? correct.process(event, verified, context) : "unchanged";
}

/** Forgets which sessions started a subscription, so that every record is shown. */
export function withoutStandIn(disk: Disk): Disk {
  const alone = [...disk.entitlements].map(
    ([id, held]) => [id, { ...held, state: { ...held.state, startedBy: null } }] as const,
  );
  return { ...disk, entitlements: new Map(alone) };
}

/** A field of the event in a body that may be nobody's. */
export function fieldIn(correct: Parts, body: Uint8Array, field: string): string | null {
  const value = fieldsOf(correct.parse(correct.decode(body) ?? ""))?.[field];
  return typeof value === "string" ? value : null;
}

/** @returns What lets so many pieces of work go on at a time, each until its own end. */
export function withPlaces(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  let taken = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (taken === places) await new Promise<void>((go) => waiting.push(go));
    else taken += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next();
    }
  };
}
