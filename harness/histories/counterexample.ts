/**
 * A counterexample as a file: the exact history that broke an invariant, to be played again.
 *
 * @module
 */

import { z } from "zod";
import { parseJson } from "../target/parse-json.ts";
import { DATES, ORDERS } from "../values/naming.ts";
import { LOSSES } from "../values/texts.ts";
import { FORGERIES, type History, MANNERS } from "./history.ts";

const moment = { delay: z.int().min(0), rank: z.int().min(0) };
const hearing = { ...moment, manner: z.enum(MANNERS), joined: z.boolean() };
const of = z.int().min(0);

const spelling = z
  .strictObject({ loses: z.enum(LOSSES), left: z.string(), right: z.string() })
  .nullable();

/** Missing in the files of former versions, as whatever else is optional here. */
const naming = z.strictObject({
  order: z.enum(ORDERS),
  salt: z.int().min(0),
  dates: z.enum(DATES),
  events: spelling,
  objects: spelling,
  buyers: spelling,
});

/** @param verbs Of all senders, whose histories may be in a file. */
export function historySchemaOf(verbs: readonly string[]) {
  return z.strictObject({
    moves: z.array(
      z.strictObject({
        verb: z.enum(verbs),
        which: z.int().min(0),
        quantity: z.int().min(0),
        fields: z.record(z.string(), z.unknown()).optional(),
        waitMs: z.int().min(0),
        waitNs: z.int().min(0).optional(),
        heard: z.array(z.strictObject(hearing)),
        repeats: z.array(z.strictObject({ ...hearing, of })),
        noise: z.array(z.strictObject({ ...moment, of, forgery: z.enum(FORGERIES) })),
      }),
    ),
    naming: naming.optional(),
  });
}

const told = {
  version: z.literal(1),
  /** The invariant that it breaks. */
  invariant: z.string(),
  /** What it showed, when it was found, and in how many of so many replays. */
  found: z.strictObject({
    reason: z.string(),
    steps: z.array(z.string()),
    hits: z.int().min(0),
    replays: z.int().min(1),
    seed: z.int(),
    path: z.string().nullable(),
  }),
};

export type Counterexample = Readonly<z.infer<z.ZodObject<typeof told>>> & {
  readonly history: History;
};

export function writeCounterexample(counterexample: Counterexample): string {
  return `${JSON.stringify(counterexample, null, 2)}\n`;
}

/**
 * @param verbs Of all senders, whose histories may be in a file.
 * @returns The counterexample; or what is wrong with the file.
 */
export function readCounterexample(
  text: string,
  verbs: readonly string[],
):
  | { readonly ok: true; readonly counterexample: Counterexample }
  | { readonly ok: false; readonly problem: string } {
  const json = parseJson(text);
  if (json === undefined) return { ok: false, problem: "is not JSON" };
  const file = z.strictObject({ ...told, history: historySchemaOf(verbs) });
  const parsed = file.safeParse(json);
  return parsed.success
    ? { ok: true, counterexample: parsed.data }
    : { ok: false, problem: `is no counterexample: ${z.prettifyError(parsed.error)}` };
}
