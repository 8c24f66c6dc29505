/** In which ways a delivery can misbehave, in words. @module */

import type { Misbehaviour } from "../requests.ts";

export const WAYS: readonly (readonly [words: string, way: Misbehaviour])[] = [
  ["is lost on the way", { kind: "drop" }],
  ["comes 5 s late", { kind: "delay", ms: 5_000 }],
  ["has a wrong signature", { kind: "wrong_signature" }],
  ["comes while reads lag", { kind: "lag", changes: 1 }],
];

const WORDS = {
  drop: "lost",
  delay: "delayed",
  wrong_signature: "wrong signature",
  lag: "state lags",
} as const satisfies Record<Misbehaviour["kind"], string>;

/** Of a delivery that was one. */
export function inWords(kind: Misbehaviour["kind"]): string {
  return WORDS[kind];
}
