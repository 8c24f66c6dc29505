/** Does the target serve a delivery while another connection is open and says nothing? @module */

import { openConnection } from "../courier/wire-connection.ts";
import { ping } from "../trial/ping.ts";
import type { Trial } from "../trial/trial.ts";

/** So long after a moment ago it answered the same at once. */
const BESIDE_WITHIN_MS = 1_500;

/** @returns False only where the same is answered as soon as the other connection is closed. */
export async function servesBesideIdle(trial: Trial): Promise<boolean> {
  const { signal, target } = trial;
  const knock = async (): Promise<boolean> => {
    const outcome = await trial.deliver({ ...ping(trial), answerWithinMs: BESIDE_WITHIN_MS });
    return outcome.kind !== "timed_out";
  };
  const idle = openConnection({ url: target.webhook, method: "POST" }, { signal });
  try {
    // Connected, and nothing sent.
    await idle.send(new Uint8Array());
    if (await knock()) return true;
  } finally {
    idle.hangUp();
  }
  return !(await knock());
}

export const ONE_AT_A_TIME =
  "It serves one connection at a time: while another one is open, even an idle one, no delivery is answered. Requirements are asked one after the other. Senders hold connections open: serve several at once";
