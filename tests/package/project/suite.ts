/** What a team's own test suite asks of its handler, whichever runner it is. */

import fc from "fast-check";
import {
  Broken,
  type Handler,
  histories,
  simulateProxy,
} from "proxy-checkout-conformance/in-process";
import { openShop } from "./shop.ts";

const SECRET = "whsec_b2YgYSBzaG9wIHdpdGhvdXQgYSBkYXRhYmFzZSE=";

/** The wrong one is found within these, and the right one takes a second. */
const HOW = { numRuns: 60, seed: 42 };

function handlerOf(proxy: ReturnType<typeof simulateProxy>, believes: boolean): Handler {
  const fetch: typeof globalThis.fetch = (input, init) => proxy.fetch(input, init);
  return openShop({
    secrets: [SECRET],
    apiUrl: "http://proxy.test",
    apiKey: "any",
    fetch,
    believes,
  });
}

async function judge(believes: boolean): Promise<void> {
  const proxy = simulateProxy({ secret: SECRET });
  const handler = handlerOf(proxy, believes);
  const anything = histories({
    joined: true,
    forgeries: true,
    manners: ["answer_lost", "read_lags"],
  });
  await fc.assert(
    fc.asyncProperty(anything, (history) => proxy.play(history, handler)),
    HOW,
  );
}

/** A handler that reads the state before it gives access. */
export const holds = (): Promise<void> => judge(false);

/** One that believes what it is told is caught, and its story has become short. */
export async function isCaught(): Promise<void> {
  const cause = await judge(true).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.cause : error),
  );
  if (!(cause instanceof Broken) || cause.details.length === 0 || cause.details.length > 12) {
    throw new Error(`expected a short story, got ${String(cause)}`);
  }
}
