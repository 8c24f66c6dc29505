/**
 * What of a request may be written: its JSON with personal fields exchanged, and no signature, no secret, no
 * cookie. Everything that is not known to be harmless is taken for the opposite.
 *
 * @module
 */

import type { Header } from "../courier/scheme.ts";
import { editJson } from "./json-texts.ts";
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
  return text === null ? null : maskedJson(text, { kind: "plain", name: "" }, standIns);
}

/** Of what kind a place is by all the names around it, and the innermost of them. */
type Place = { readonly kind: FieldKind; readonly name: string };

/** @returns Null where it is no JSON. */
function maskedJson(document: string, outside: Place, standIns: StandIns): string | null {
  const kinds = new Map<string, FieldKind>();
  const kindOf = (name: string): FieldKind => {
    const kind = kinds.get(name) ?? kindOfField(name);
    kinds.set(name, kind);
    return kind;
  };
  return editJson<Place>(document, {
    outside,
    within: ({ kind }, name) => ({ kind: stricter(kind, kindOf(name)), name }),
    name: (name, { kind }) =>
      kind === "plain" || WORDS.test(name)
        ? withoutPersonalTexts(name, standIns.of)
        : standIns.of(name),
    text: (value, place) => {
      if (value === "") return value;
      switch (place.kind) {
        case "secret":
          return MASKED;
        case "personal":
          return standIns.of(value);
        case "plain":
          if (isAmount(value, place)) return value;
          return withinText(value, place, standIns) ?? withoutPersonalTexts(value, standIns.of);
      }
    },
    number: (spelled, place) => {
      switch (place.kind) {
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

/** How fields are named; below a personal one whatever else is a name may be somebody's: `user_42`. */
const WORDS = /^[a-z]+(?:[_-][a-z]+)*\d?$/i;

/** Some senders put a document into a text of another. @returns Null where there is none in it. */
function withinText(value: string, place: Place, standIns: StandIns): string | null {
  return /^\s*[[{]/.test(value) ? maskedJson(value, place, standIns) : null;
}

const STRICTEST = ["secret", "personal"] as const;

function stricter(one: FieldKind, other: FieldKind): FieldKind {
  return STRICTEST.find((kind) => one === kind || other === kind) ?? "plain";
}

function decoded(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

function isAmount(value: string, place: Place): boolean {
  return /^\d+$/.test(value) && isCounted(place.name);
}

function isCard(spelled: string, place: Place): boolean {
  return /^\d{13,19}$/.test(spelled) && !isCounted(place.name) && isLuhn(spelled);
}
