/** The senders that the harness can play. A new one is a folder, and a line here. @module */

import { gwop } from "./gwop/gwop.ts";
import type { Provider } from "./provider.ts";
import { proxy } from "./proxy/proxy.ts";

/** The first one is the default. */
export const PROVIDERS: readonly [Provider, ...Provider[]] = [proxy, gwop];

/** @throws {Error} If there is none of this name, which is a bug: names are checked where they are read. */
export function providerNamed(name: string): Provider {
  const provider = PROVIDERS.find((each) => each.name === name);
  if (provider === undefined) throw new Error(`Bug: there is no provider ${name}`);
  return provider;
}
