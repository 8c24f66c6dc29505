/**
 * What of a request may be written: its JSON with personal fields exchanged, and no signature, no secret, no
 * cookie. Everything that is not known to be harmless is taken for the opposite.
 *
 * @module
 */

import type { Header } from "../courier/scheme.ts";
import { editJson, type Place } from "./json-texts.ts";
import { type FieldKind, isCounted, kindOfField } from "./personal-fields.ts";
import { isLuhn, isToken, MASKED, withoutPersonalTexts } from "./personal-texts.ts";
import type { StandIns } from "./stand-ins.ts";

/** Headers whose values are kept: what frames a request, and what Standard Webhooks and Gwop repeat. */
const KEPT_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "transfer-encoding",
  "user-agent",
  "webhook-id",
  "webhook-timestamp",
  "x-gwop-event-id",
  "x-gwop-event-type",
]);

/** @returns The names as they were spelled, and a value only where it is known to be harmless. */
export function maskHeaders(headers: readonly Header[], standIns: StandIns): readonly Header[] {
  return headers.map(([name, value]): Header => {
    const isKept = KEPT_HEADERS.has(name.toLowerCase());
    return [name, isKept ? withoutPersonalTexts(value, standIns.of) : MASKED];
  });
}

/** @param target Path and query, as the request's first line has them. */
export function maskTarget(target: string, standIns: StandIns): string {
  const [path = "", ...query] = target.split("?");
  const segments = path.split("/").map((one) => (isToken(one) ? MASKED : one));
  const masked = withoutPersonalTexts(segments.join("/"), standIns.of);
  return query.length === 0 ? masked : `${masked}?${MASKED}`;
}

/** @returns The body's text with personal fields exchanged; null where it is no JSON in UTF-8. */
export function maskBody(body: Uint8Array, standIns: StandIns): string | null {
  const text = decoded(body);
  if (text === null) return null;
  const kinds = new Map<string, FieldKind>();
  const kindOf = (name: string): FieldKind => {
    const kind = kinds.get(name) ?? kindOfField(name);
    kinds.set(name, kind);
    return kind;
  };
  const kindAt = (place: Place): FieldKind => {
    if (place.some((name) => kindOf(name) === "secret")) return "secret";
    return place.some((name) => kindOf(name) === "personal") ? "personal" : "plain";
  };
  return editJson(text, {
    name: (name) => withoutPersonalTexts(name, standIns.of),
    text: (value, place) => {
      if (value === "") return value;
      switch (kindAt(place)) {
        case "secret":
          return MASKED;
        case "personal":
          return standIns.of(value);
        case "plain":
          return isAmount(value, place) ? value : withoutPersonalTexts(value, standIns.of);
      }
    },
    number: (spelled, place) => {
      switch (kindAt(place)) {
        case "secret":
          return "0";
        case "personal":
          return standIns.ofNumber(spelled);
        case "plain":
          return isCard(spelled, place) ? standIns.ofNumber(spelled) : spelled;
      }
    },
  });
}

function decoded(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

function isAmount(value: string, place: Place): boolean {
  return /^\d+$/.test(value) && isCounted(place.at(-1) ?? "");
}

function isCard(spelled: string, place: Place): boolean {
  return /^\d{13,19}$/.test(spelled) && !isCounted(place.at(-1) ?? "") && isLuhn(spelled);
}
