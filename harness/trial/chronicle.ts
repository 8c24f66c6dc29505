/**
 * Takes down what a check does, so that a finding can tell it: what happened in the sender's world,
 * what was delivered, what was answered, and what the probe was compared with.
 *
 * @module
 */

import type { Delivery } from "../courier/delivery.ts";
import { describe } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { cut } from "../settings/columns.ts";
import type { ReadFault } from "../simulator/fault.ts";
import type { Stage } from "../simulator/stage.ts";
import { parseJson } from "../target/parse-json.ts";
import { type Compared, retold, type Sent, type Step, type Story } from "../target/story.ts";
import { folded } from "./fold-story.ts";

/** Of one trial: is told as things are done. */
export type Scribe = {
  readonly happened: (text: string, at: string | null) => void;
  /** The last thing that happened is announced by this event. */
  readonly announced: (event: string) => void;
  /**
   * Is called at the moment of sending; several deliveries are sent together.
   *
   * @returns A function that is told what became of each, by its position.
   */
  readonly delivers: (
    deliveries: readonly Delivery[],
    how?: string,
  ) => (outcome: WireOutcome, position: number) => void;
  readonly compared: (rows: readonly Compared[]) => void;
};

/** Nobody asks for a story. */
export const NO_SCRIBE: Scribe = {
  happened: () => undefined,
  announced: () => undefined,
  delivers: () => () => undefined,
  compared: () => undefined,
};

export type Chronicle = {
  /** A trial begins: of a check that opens several, the last one's is the story. */
  readonly begin: (symbolic: (text: string) => string) => Scribe;
  /** A trial beside one that has begun: both are one story. */
  readonly beside: Chronicle;
  /** What is done to the receiver itself. */
  readonly note: (text: string) => void;
  /** So far, in symbols. */
  readonly story: () => Story;
};

/** What is kept of a long one, at its beginning and at its end: a person reads no more. */
const KEPT_AT_EACH_END = 30;

/** Of one text in it. */
const COLUMNS_MAX = 240;

type Pages = {
  readonly head: Step[];
  readonly tail: Step[];
  omitted: number;
  readonly symbols: ((text: string) => string)[];
};

export function createChronicle(): Chronicle {
  let pages = blank();
  const scribe = (symbolic: (text: string) => string): Scribe => {
    const own = pages;
    own.symbols.push(symbolic);
    return scribeOn(own);
  };
  const note = (text: string): void => {
    push(pages, { kind: "happened", at: null, text, event: null });
  };
  const story = (): Story => {
    const { head, tail, omitted, symbols } = pages;
    const left: Step = { kind: "noted", text: `(${omitted} steps are left out here)` };
    const steps = [...folded(head), ...(omitted === 0 ? [] : [left]), ...folded(tail)];
    const inSymbols = (text: string): string =>
      cut(
        symbols.reduce((clearer, change) => change(clearer), text),
        COLUMNS_MAX,
      );
    return retold(withoutEnd(steps), inSymbols);
  };
  const beside: Chronicle = {
    begin: scribe,
    note,
    story,
    get beside() {
      return beside;
    },
  };
  const begin = (symbolic: (text: string) => string): Scribe => {
    pages = blank();
    return scribe(symbolic);
  };
  return { begin, beside, note, story };
}

/** The receiver is put in order again after what broke. */
function withoutEnd(steps: Story): Story {
  const isOwn = (step: Step): boolean => step.kind !== "happened" || step.at !== null;
  return steps.slice(0, steps.findLastIndex(isOwn) + 1);
}

function blank(): Pages {
  return { head: [], tail: [], omitted: 0, symbols: [] };
}

function push(pages: Pages, step: Step): void {
  const { head, tail } = pages;
  if (head.length < KEPT_AT_EACH_END) head.push(step);
  else {
    tail.push(step);
    if (tail.length <= KEPT_AT_EACH_END) return;
    tail.shift();
    pages.omitted += 1;
  }
}

function scribeOn(pages: Pages): Scribe {
  let last: { event: string | null } | null = null;
  return {
    happened: (text, at) => {
      const step = { kind: "happened" as const, at, text, event: null as string | null };
      last = step;
      push(pages, step);
    },
    announced: (event) => {
      if (last !== null) last.event = event;
    },
    delivers: (deliveries, how) => {
      const sent = deliveries.map((delivery) => ({ ...sentOf(delivery, how) }));
      push(pages, { kind: "delivered", deliveries: sent });
      return (outcome, position) => {
        const one = sent[position];
        if (one !== undefined) one.answer = describe(outcome);
      };
    },
    compared: (rows) => {
      for (const row of rows) push(pages, row);
    },
  };
}

const SHOWN_MAX = 80;
/** A larger body says by its size what it is about. */
const READ_BYTES_MAX = 65_536;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function sentOf(delivery: Delivery, how: string | undefined): Writable<Sent> {
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

/** @returns The stage, under which it is told when reads are made to fail. */
export function toldStage(stage: Stage, { happened }: Pick<Scribe, "happened">): Stage {
  const odd = new Set<string>();
  const tell = (id: string, words: string): void => {
    odd.add(id);
    happened(`reads of ${id}: ${words}`, null);
  };
  return {
    ...stage,
    misbehave: (id, faults) => {
      tell(id, `next ${faults.map(faultInWords).join(", then ")}`);
      stage.misbehave(id, faults);
    },
    fail: (id, fault) => {
      tell(id, `from now on ${faultInWords(fault)}`);
      stage.fail(id, fault);
    },
    behave: (id) => {
      if (odd.delete(id)) happened(`reads of ${id}: right again`, null);
      stage.behave(id);
    },
  };
}

function faultInWords(fault: ReadFault): string {
  switch (fault.kind) {
    case "status":
      return `status ${fault.status}`;
    case "lag":
      return `the state ${fault.changes} ${fault.changes === 1 ? "change" : "changes"} ago`;
    case "hold":
      return fault.status === 200 ? "slow" : `slow, and status ${fault.status}`;
    case "hang":
      return "no answer";
    case "cut":
      return "an answer that is cut off";
    case "not_json":
      return "no JSON";
    case "other_object":
      return "another object";
    case "malformed":
      return "a malformed object";
    case "unknown_status":
      return "a status that nobody knows";
  }
}
