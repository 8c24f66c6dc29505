/** How reads misbehave on request, in the simulator that runs by itself. @module */

import type { ReadFault } from "../simulator/fault.ts";
import { parsed } from "../simulator/parsed.ts";
import { type ApiAnswer, respond } from "../simulator/serve.ts";
import type { Stage } from "../simulator/stage.ts";
import { type FaultRequest, faults, release } from "./requests.ts";

/** @returns What answers the two routes of faults, by their bodies. */
export function readFaults(all: readonly { readonly stage: Stage }[]) {
  const held = new Map<string, readonly (() => void)[]>();

  const plan = async (id: string, wishes: readonly FaultRequest[]): Promise<ApiAnswer> => {
    const stage = all.find((one) => one.stage.world().objects.has(id))?.stage;
    if (stage === undefined) return respond(404, { error: `there is no ${id}` });
    if (wishes.length === 0) stage.behave(id);
    const ready = wishes.map(withRelease);
    held.set(id, [...(held.get(id) ?? []), ...ready.flatMap(({ letGo }) => letGo ?? [])]);
    stage.misbehave(
      id,
      ready.map(({ fault }) => fault),
    );
    return respond(200, { id, faults: wishes });
  };

  const letGo = async (id: string): Promise<ApiAnswer> => {
    const waiting = held.get(id) ?? [];
    held.delete(id);
    for (const go of waiting) go();
    return respond(200, { id, released: waiting.length });
  };

  return {
    plan: (body: string) => parsed(faults, body, (wish) => plan(wish.id, wish.faults)),
    release: (body: string) => parsed(release, body, ({ id }) => letGo(id)),
  };
}

/** A read that is held is let go by a request of its own. */
function withRelease(wish: FaultRequest): {
  readonly fault: ReadFault;
  readonly letGo?: () => void;
} {
  if (wish.kind !== "hold") return { fault: wish };
  const gate = Promise.withResolvers<void>();
  return {
    fault: { ...wish, reached: () => {}, release: gate.promise },
    letGo: () => gate.resolve(),
  };
}
