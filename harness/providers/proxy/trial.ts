/** What a check of Proxy's own may do beyond others: play Proxy's world. @module */

import type { WebhookEvent } from "../../simulator/event.ts";
import type { Stage } from "../../simulator/stage.ts";
import type { Change } from "../../simulator/world.ts";
import type { Sender } from "../../trial/sender.ts";
import type { Trial } from "../../trial/trial.ts";
import type { ProxyObject } from "./objects.ts";
import type { ProxyCommand, ProxyWorld } from "./world.ts";

export const PROXY = "proxy";

export type ProxyTrial = Omit<Trial, "sender" | "stage" | "act" | "announce" | "announceAtOnce"> & {
  readonly sender: Sender & { readonly name: typeof PROXY };
  readonly stage: Omit<Stage, "world"> & { readonly world: () => ProxyWorld };
  act(command: ProxyCommand): Change<ProxyObject> | null;
  announce(command: ProxyCommand): WebhookEvent<ProxyObject>;
  announceAtOnce(command: ProxyCommand): WebhookEvent<ProxyObject>;
};

/** @throws {Error} If it is a trial of another sender's endpoint, which is a bug of ours. */
export function atProxy(trial: Trial): ProxyTrial {
  if (isAtProxy(trial)) return trial;
  throw new Error(`Bug: a check of Proxy's was given a trial of ${trial.sender.name}'s`);
}

/** A stage is only ever played by its own sender: what is on Proxy's is Proxy's. */
function isAtProxy(trial: Trial): trial is ProxyTrial {
  return trial.sender.name === PROXY;
}
