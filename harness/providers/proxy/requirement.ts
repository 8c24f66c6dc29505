/** What is Proxy's, who was first: its ids have no prefix. @module */

import type { Effort } from "../../histories/effort.ts";
import type { Taker } from "../../requirements/at-sender.ts";
import type { Entry, Requirement } from "../../requirements/requirement.ts";
import { atProxy, PROXY, type ProxyTrial } from "./trial.ts";

/** A promise that only Proxy's endpoint can make: its check plays Proxy's world. */
export type ProxyEntry = Omit<Entry, "check"> & {
  readonly check: (trial: ProxyTrial, effort: Effort) => Promise<void>;
};

/** An entry, as a promise of Proxy's endpoint. */
export function ofProxy<T extends Pick<Requirement, "id">>(
  entry: T,
): T & Pick<Requirement, "provider"> {
  return { ...entry, provider: PROXY };
}

export function ofProxyAlone({ check, ...entry }: ProxyEntry): Requirement {
  const atAny: Requirement["check"] = (trial, effort) => check(atProxy(trial), effort);
  return { ...ofProxy(entry), check: atAny };
}

/** The promises of every sender's endpoint are written in Proxy's words. */
export const AT_PROXY: Taker = {
  provider: PROXY,
  named: (id) => id,
  sourceOf: (source) => source,
  wording: new Map(),
};
