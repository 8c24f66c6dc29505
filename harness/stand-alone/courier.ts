/** Delivers the events of the simulator that runs by itself, until they are acknowledged (A12). @module */

import { type Endpoint, requestOf } from "../courier/delivery.ts";
import { describe, isAccepted } from "../courier/outcome.ts";
import { sendOverWire } from "../courier/wire.ts";
import type { WebhookEvent } from "../simulator/event.ts";

/** @returns What the first attempt was answered; further ones follow by themselves. */
export type Deliver = (event: WebhookEvent) => Promise<string>;

const ANSWER_WITHIN_MS = 10_000;
const FIRST_RETRY_MS = 500;
const RETRY_MS_MAX = 30_000;

/** @param say Writes one line. */
export function deliverer(
  endpoint: Endpoint,
  signal: AbortSignal,
  say: (line: string) => void,
): Deliver {
  const attempt = async (event: WebhookEvent, ordinal: number): Promise<string> => {
    const answer = await send(event);
    say(`${event.id}  ${event.type} → ${answer.words}${ordinal > 1 ? `  attempt ${ordinal}` : ""}`);
    if (!answer.isAccepted && !signal.aborted) {
      const delay = Math.min(FIRST_RETRY_MS * 2 ** (ordinal - 1), RETRY_MS_MAX);
      const timer = setTimeout(() => attempt(event, ordinal + 1), delay);
      signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    }
    return answer.words;
  };

  const send = async (event: WebhookEvent): Promise<{ words: string; isAccepted: boolean }> => {
    try {
      const request = requestOf(endpoint, { event }, Date.now());
      const outcome = await sendOverWire(request, { answerWithinMs: ANSWER_WITHIN_MS, signal });
      return { words: describe(outcome), isAccepted: isAccepted(outcome) };
    } catch (error) {
      // Only our own end is thrown.
      if (!signal.aborted) throw error;
      return { words: "given up: the simulator is stopping", isAccepted: false };
    }
  };

  return (event) => attempt(event, 1);
}
