/**
 * A read that the API holds back until a check lets it go: how two deliveries are made to cross.
 *
 * @module
 */

import type { ReadFault } from "./fault.ts";

export type HeldRead = {
  readonly fault: ReadFault;
  /** Settled once the read has come: the target has seen the state as it stood then. */
  readonly reached: Promise<void>;
  readonly release: () => void;
};

/** @param status What the read is answered in the end. */
export function heldRead(status: 200 | 503 = 200): HeldRead {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  return {
    fault: { kind: "hold", status, reached: reached.resolve, release: released.promise },
    reached: reached.promise,
    release: released.resolve,
  };
}
