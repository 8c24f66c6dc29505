/** Deliveries as they come: a stream of server-sent events. @module */

import {
  type ApiAnswer,
  respond,
  type ServedAnswer,
  type ServedRequest,
} from "../simulator/serve.ts";
import type { DeliveryRecord, DeliveryRecords } from "./record.ts";

/** Below the minute after which many a proxy takes a silent connection for dead. */
const HEARTBEAT_MS = 15_000;

/** Of the length that a delivery's number may have. */
const NUMBER = /^\d{1,15}$/;

type Since =
  | { readonly ok: true; readonly number: number | null }
  | { readonly ok: false; readonly answer: ApiAnswer };

/**
 * The number of the last delivery that is known: by `Last-Event-ID`, since a browser that connects
 * again asks by the same address as before, or by `?since=`.
 *
 * @returns Null where nothing is said.
 */
export function sinceOf({ headers, query }: Pick<ServedRequest, "headers" | "query">): Since {
  const given = [headers["last-event-id"] ?? query.get("since") ?? ""].flat()[0] ?? "";
  if (given === "") return { ok: true, number: null };
  if (NUMBER.test(given)) return { ok: true, number: Number(given) };
  const error = "since: expected the number of a delivery, such as 12";
  return { ok: false, answer: respond(400, { error }) };
}

/** Begins with what comes now, unless the request says what is known already. */
export function live(
  records: DeliveryRecords,
  request: Pick<ServedRequest, "headers" | "query">,
  stop: AbortSignal,
): ServedAnswer {
  const since = sinceOf(request);
  if (!since.ok) return since.answer;
  // Before the answer begins, so that one too many can be told so.
  let hear: ((delivery: DeliveryRecord) => void) | null = null;
  const end = records.listen((delivery) => hear?.(delivery));
  if (end === null) {
    return respond(503, { error: "too many listen already: close one of the others first" });
  }
  return {
    kind: "stream",
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
    follow: (write, close) => {
      write(": deliveries as they come\n\n");
      const missed = since.number === null ? [] : records.after(since.number);
      for (const one of missed) write(spelled(one));
      hear = (delivery) => write(spelled(delivery));
      const heartbeat = setInterval(() => write(": still here\n\n"), HEARTBEAT_MS);
      stop.addEventListener("abort", close, { once: true });
      return () => {
        end();
        clearInterval(heartbeat);
        stop.removeEventListener("abort", close);
      };
    },
  };
}

function spelled(delivery: DeliveryRecord): string {
  return `event: delivery\nid: ${delivery.number}\ndata: ${JSON.stringify(delivery)}\n\n`;
}
