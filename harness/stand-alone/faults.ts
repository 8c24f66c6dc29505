/** How reads misbehave on request, in the simulator that runs by itself. @module */

import type { ReadFault } from "../simulator/fault.ts";
import { parsed } from "../simulator/parsed.ts";
import { type ApiAnswer, respond } from "../simulator/serve.ts";
import type { Stage } from "../simulator/stage.ts";
import { type FaultRequest, faults, release } from "./requests.ts";

/** @returns Answers the two routes of faults; null for any other path. */
export function planned(all: readonly { readonly stage: Stage }[]) {
  const held = new Map<string, readonly (() => void)[]>();

  const misbehave = async (id: string, wishes: readonly FaultRequest[]): Promise<ApiAnswer> => {
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

  return async (path: string, body: string): Promise<ApiAnswer | null> => {
    switch (path) {
      case "/simulator/faults":
        return parsed(faults, body, (wish) => misbehave(wish.id, wish.faults));
      case "/simulator/release":
        return parsed(release, body, ({ id }) => letGo(id));
      default:
        return null;
    }
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
