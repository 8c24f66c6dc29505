/** A delivery as a story tells it: what it is about, and what is out of the ordinary about it. Pure. @module */

import type { Delivery } from "../courier/delivery.ts";
import { parseJson } from "../target/parse-json.ts";
import type { Sent } from "../target/story.ts";

const SHOWN_MAX = 80;
/** A larger body says by its size what it is about. */
const READ_BYTES_MAX = 65_536;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Of a body that a check made itself, no more is told than the id and the type in it.
 *
 * @param how What else is out of the ordinary.
 * @returns What is still to be answered.
 */
export function sentOf(delivery: Delivery, how: string | undefined): Writable<Sent> {
  const { event, body, eventId, eventType } = delivery;
  const isRead = body !== undefined && body.length <= READ_BYTES_MAX;
  const parsed = isRead ? parseJson(new TextDecoder().decode(body)) : undefined;
  const named = (names: readonly string[]): string => {
    if (typeof parsed !== "object" || parsed === null) return "";
    const found = names.map((name) => Reflect.get(parsed, name)).find(isText) ?? "";
    return found.slice(0, SHOWN_MAX);
  };
  const odd = [...oddities(delivery), ...(how === undefined ? [] : [how])];
  return {
    event: eventId ?? event?.id ?? (named(["id", "event_id"]) || "no event"),
    type: eventType ?? event?.type ?? named(["type", "event_type"]),
    how: odd.length === 0 ? null : odd.join(", "),
    answer: "not answered",
    times: 1,
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** What a check does to a delivery beyond choosing what is told. */
function oddities(delivery: Delivery): readonly string[] {
  const { skewSeconds, timestamp, method, pathname, framing } = delivery;
  const known: readonly (readonly [boolean, string])[] = [
    [delivery.secret !== undefined, "its secret chosen"],
    [skewSeconds !== undefined, `stamped ${skewSeconds} s from now`],
    [timestamp !== undefined, "its timestamp chosen"],
    [delivery.bend !== undefined, "its signature bent"],
    [delivery.bendHeaders !== undefined, "its headers bent"],
    [delivery.tamper !== undefined, "its body changed after it was signed"],
    [method !== undefined, `by ${method}`],
    [pathname !== undefined, "at another path"],
    [framing === "chunked", "in chunks"],
    [typeof framing === "object", "its declared length chosen"],
    [delivery.ending !== undefined, "ended oddly"],
    [delivery.cuts !== undefined, "in pieces"],
    [delivery.bodyWaitsMs !== undefined, "its body held back"],
  ];
  return known.filter(([isSo]) => isSo).map(([, words]) => words);
}
