/** Has a simulator that runs deliver an event until it is acknowledged. @module */

import { setTimeout as wait } from "node:timers/promises";
import { type DeliveryRecord, deliveryRecord } from "../record.ts";
import { type Asked, otherAt } from "./asking.ts";

/** Nobody answers the simulator's deliveries. */
export class ReceiverSilent extends Error {
  override readonly name = "ReceiverSilent";
  readonly exitCode = 3;
}

const FIRST_RETRY_MS = 500;

/**
 * @param attemptsMax How often a delivery is tried.
 * @param delivered Is told of each attempt.
 * @returns What delivers an event by its id, and says whether that was acknowledged.
 * @throws {ReceiverSilent} Where it ends before anybody has answered anything.
 */
export function delivering(
  { ask, origin, signal }: Asked,
  attemptsMax: number,
  delivered: (delivery: DeliveryRecord) => void,
): (event: string) => Promise<boolean> {
  let isHeard = false;
  return async (event) => {
    for (let ordinal = 1; ; ordinal += 1) {
      const { success, data } = deliveryRecord.safeParse(
        await ask("/simulator/deliveries", { event }),
      );
      if (!success) throw otherAt(origin);
      delivered(data);
      const { answer, endpoint } = data;
      isHeard ||= answer.status !== null;
      if (isAccepted(answer)) return true;
      if (ordinal >= attemptsMax) {
        if (isHeard) return false;
        throw new ReceiverSilent(
          `Nobody answers at ${endpoint} (${answer.words}): start the receiver, or look at its address`,
        );
      }
      await wait(FIRST_RETRY_MS * 2 ** (ordinal - 1), undefined, { signal }).catch(() =>
        signal.throwIfAborted(),
      );
    }
  };
}

export function isAccepted({ status }: DeliveryRecord["answer"]): boolean {
  return status !== null && status >= 200 && status < 300;
}
