/** Hears the deliveries of a simulator that runs, as they come. @module */

import { setTimeout as wait } from "node:timers/promises";
import { complaint } from "../../simulator/route-doc.ts";
import { parseJson } from "../../target/parse-json.ts";
import { deliveryRecord } from "../record.ts";
import { NoSimulator, nobodyAt, otherAt } from "./asking.ts";
import { eventsIn } from "./event-stream.ts";
import type { Listener } from "./telling.ts";

const AGAIN_AFTER_MS = 1_000;

/**
 * Hears until the signal aborts. A connection that breaks is made again, and what was missed is told then.
 *
 * @throws {NoSimulator} If there is none at the beginning.
 */
export async function listen(
  origin: string,
  signal: AbortSignal,
  { delivered, note }: Listener,
): Promise<never> {
  let last: string | null = null;
  let bytes = await open(origin, last, signal);
  note(`listening to ${origin}, until Ctrl-C`);
  for (;;) {
    for await (const { id, event, data } of untilItBreaks(bytes)) {
      last = id ?? last;
      const delivery = deliveryRecord.safeParse(parseJson(data));
      if (event === "delivery" && delivery.success) delivered(delivery.data);
    }
    signal.throwIfAborted();
    note(`the connection to ${origin} broke: connecting again`);
    bytes = await openAgain(origin, last, signal);
    note("listening again");
  }
}

/** Each runtime has errors of its own for a stream that ends: however it does, it is begun again. */
async function* untilItBreaks(bytes: AsyncIterable<Uint8Array>) {
  try {
    yield* eventsIn(bytes);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

async function openAgain(
  origin: string,
  last: string | null,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  for (;;) {
    await wait(AGAIN_AFTER_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
    try {
      return await open(origin, last, signal);
    } catch (error) {
      if (!(error instanceof NoSimulator)) throw error;
    }
  }
}

async function open(
  origin: string,
  last: string | null,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const headers = {
    accept: "text/event-stream",
    ...(last === null ? {} : { "last-event-id": last }),
  };
  const response = await fetch(`${origin}/simulator/live`, { headers, signal }).catch((error) => {
    signal.throwIfAborted();
    throw nobodyAt(origin, error);
  });
  const { body } = response;
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (response.status === 200 && isStream && body !== null) return body;
  const { success, data } = complaint.safeParse(parseJson(await response.text()));
  throw success && response.status !== 404
    ? new NoSimulator(`The simulator at ${origin} refuses: ${data.error}`)
    : otherAt(origin);
}
