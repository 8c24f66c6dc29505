/** A recording -> what can be delivered again, and what can't, each with its line. Pure. @module */

import { z } from "zod";
import { editJson } from "../recording/json-texts.ts";
import type { RecordedDelivery, Recording } from "../recording/recording.ts";
import { parseJson } from "../target/parse-json.ts";
import { type ToldEvent, toldIn } from "./objects.ts";

/** What is expected of the answer, where nothing else of it can be judged. */
export type Expected = "2xx" | "4xx" | "any";

export type Replayable = {
  /** In the file. */
  readonly line: number;
  /** The body, with the ids that it was recorded with. */
  readonly json: string;
  /** What it tells, where that is of a known shape. */
  readonly told: ToldEvent | null;
  /** Of an envelope of another shape, what it has of these. */
  readonly id: string | null;
  readonly type: string | null;
  readonly expected: Expected;
};

export type LeftOut = { readonly line: number; readonly reason: string };

export type Replay = {
  /** In the order in which they came. */
  readonly deliveries: readonly Replayable[];
  readonly leftOut: readonly LeftOut[];
  /** What is called what: recorded ids of events, objects and buyers -> symbols, such as `psess_1`. */
  readonly symbols: ReadonlyMap<string, string>;
};

export function replayOf({ deliveries }: Recording): Replay {
  const sorted = deliveries.map(sort);
  const replayable = sorted.filter((one) => "json" in one);
  return {
    deliveries: replayable,
    leftOut: sorted.filter((one) => "reason" in one),
    symbols: symbolsIn(replayable),
  };
}

const gwops = z.looseObject({ event_id: z.string(), event_type: z.string() });

function sort({ line, body, status }: RecordedDelivery): Replayable | LeftOut {
  if (!("json" in body)) {
    return { line, reason: "no JSON, or too large: only length and hash were kept" };
  }
  const json = parseJson(body.json);
  if (gwops.safeParse(json).success) return { line, reason: "an event of Gwop's" };
  if (status === 401 || status === 403) {
    return { line, reason: `answered ${status}: freshly signed it would be another delivery` };
  }
  const told = toldIn(json);
  const isRefused = status !== null && status >= 400 && status < 500;
  if (told !== null && isRefused) {
    return { line, reason: `answered ${status}: what it tells was never taken for true` };
  }
  const { id = null, type = null } = named.parse(json);
  const expected = isRefused ? "4xx" : status !== null && status < 300 ? "2xx" : "any";
  return { line, json: body.json, told, id, type, expected };
}

const named = z.object({ id: z.string().optional(), type: z.string().optional() }).catch({});

/** The members whose texts are ids of events, objects or buyers. */
function isIdField(name: string | undefined): boolean {
  return name !== undefined && /^(id|buyer_reference|original_proxy_session_id)$/.test(name);
}

function symbolsIn(deliveries: readonly Replayable[]): ReadonlyMap<string, string> {
  const symbols = new Map<string, string>();
  const counts = new Map<string, number>();
  const note = (id: string | null | undefined, kind: string): void => {
    if (typeof id !== "string" || id === "" || symbols.has(id)) return;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    symbols.set(id, `${kind}_${count}`);
  };
  for (const { id, json } of deliveries) {
    note(id, "evt");
    const object = objectIn(json);
    note(object.buyer_reference, "buyer");
    note(object.original_proxy_session_id, "psess");
    note(object.id, /^[a-z]{2,12}(?=_)/.exec(object.id ?? "")?.[0] ?? "object");
  }
  return symbols;
}

const someText = z.string().optional().catch(undefined);
const identified = z
  .object({
    data: z.object({
      object: z.object({
        id: someText,
        buyer_reference: someText,
        original_proxy_session_id: someText,
      }),
    }),
  })
  .transform(({ data }) => data.object)
  .catch({});

/** Whatever its shape: what it names must be called otherwise in each play. */
function objectIn(json: string): z.infer<typeof identified> {
  return identified.parse(parseJson(json));
}

/** @returns The body with other ids, and nothing else changed in it. */
export function renamed(
  { json }: Pick<Replayable, "json">,
  symbols: Replay["symbols"],
  idOf: (symbol: string) => string,
): string {
  const edited = editJson<string | undefined>(json, {
    outside: undefined,
    within: (_outer, name) => name,
    text: (value, name) => {
      const symbol = isIdField(name) ? symbols.get(value) : undefined;
      return symbol === undefined ? value : idOf(symbol);
    },
  });
  if (edited === null) throw new Error("Bug: a recorded body is no JSON any more");
  return edited;
}
