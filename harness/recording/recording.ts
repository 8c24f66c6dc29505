/**
 * A recording as a file: JSON lines, the first of which says what it is. Nothing personal and no secret is
 * in it.
 *
 * @see docs/harness.md#real-deliveries
 * @module
 */

import { z } from "zod";
import { isJson } from "./json-texts.ts";

export const RECORDING_VERSION = 1;

/** What is read of one file, at most: also what is written to one. */
export const RECORDING_BYTES_MAX = 64 * 1024 * 1024;

const at = z.iso.datetime().describe("When it came, UTC, by the recorder's clock");

const beginning = z
  .strictObject({
    kind: z.literal("recording"),
    version: z.literal(RECORDING_VERSION).describe("Another one where a reader must be changed"),
    startedAt: z.iso.datetime(),
  })
  .describe("The first line");

const body = z.union([
  z.strictObject({
    json: z
      .string()
      .refine(isJson, "its text is no JSON")
      .describe("The body's text, byte for byte but for personal texts and secrets in it"),
  }),
  z
    .strictObject({
      bytes: z.int().min(0).describe("How long it was"),
      hash: z
        .string()
        .regex(/^[\da-f]{64}$/)
        .describe("The same for the same bytes in one recording, and in no other"),
    })
    .describe("Of a body that is no JSON, or too large"),
]);

const delivery = z
  .strictObject({
    kind: z.literal("delivery"),
    at,
    method: z.string(),
    target: z.string().describe("Path and query; of the query no value"),
    headers: z
      .array(z.tuple([z.string(), z.string()]))
      .readonly()
      .describe("Names as they came; most values are [masked]"),
    body,
    status: z
      .int()
      .min(100)
      .max(999)
      .nullable()
      .describe("Of the receiver's answer; null where there was none"),
    tookMs: z.int().min(0).describe("Until the answer, or until there could be none any more"),
  })
  .describe("One request, and what it was answered");

const note = z
  .strictObject({ kind: z.literal("note"), at, note: z.string() })
  .describe("What a reader should know, such as that the recording ends before the deliveries");

/** One line. */
export const recordingLineSchema = z
  .union([beginning, delivery, note])
  .meta({ title: "A line of a recording of deliveries" });

export type RecordedDelivery = Readonly<z.infer<typeof delivery>> & {
  /** Of the file, from 1. */
  readonly line: number;
};

export type RecordingLine = z.infer<typeof recordingLineSchema>;

export type Recording = { readonly deliveries: readonly RecordedDelivery[] };

export function writeLine(line: RecordingLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** So many are told at once: a file that is no recording has no good line. */
const PROBLEMS_MAX = 3;

/** @returns The recording; or what is wrong with the file, a sentence each. */
export function parseRecording(
  text: string,
):
  | { readonly ok: true; readonly recording: Recording }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const deliveries: RecordedDelivery[] = [];
  // Some editors put a mark before the first line, which is no part of it.
  const lines = text.replace(/^\ufeff/, "").split("\n");
  if (!lines[0]?.includes('"recording"')) {
    return { ok: false, problems: ["is no recording: harness record writes one"] };
  }
  for (const [index, written] of lines.entries()) {
    if (written.trim() === "" || problems.length >= PROBLEMS_MAX) continue;
    const number = index + 1;
    const parsed = parseLine(written);
    if (!parsed.ok) problems.push(`line ${number} ${parsed.problem}`);
    else if ((parsed.line.kind === "recording") !== (number === 1)) {
      problems.push(`line ${number}: a recording begins on its first line, and nowhere else`);
    } else if (parsed.line.kind === "delivery") deliveries.push({ ...parsed.line, line: number });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, recording: { deliveries } };
}

const BY_KIND = { recording: beginning, delivery, note } as const;

function parseLine(
  written: string,
):
  | { readonly ok: true; readonly line: RecordingLine }
  | { readonly ok: false; readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(written);
  } catch {
    return { ok: false, problem: "is not JSON: take it out if the recorder was killed there" };
  }
  const version = z.object({ kind: z.literal("recording"), version: z.int() }).safeParse(json);
  if (version.success && version.data.version !== RECORDING_VERSION) {
    const { version: other } = version.data;
    return {
      ok: false,
      problem: `is of version ${other}: this harness reads ${RECORDING_VERSION}`,
    };
  }
  const kind = z.object({ kind: z.enum(["recording", "delivery", "note"]) }).safeParse(json);
  if (!kind.success) return { ok: false, problem: "has no kind: recording, delivery or note" };
  // By its kind: of a union it would be said that none of three fits.
  const parsed = BY_KIND[kind.data.kind].safeParse(json);
  return parsed.success
    ? { ok: true, line: parsed.data }
    : { ok: false, problem: `is no ${kind.data.kind}: ${problemsOf(parsed.error)}` };
}

/** Of what stands in the file only names are told, spelled so that a terminal obeys none. */
function problemsOf({ issues }: z.ZodError): string {
  const problems = issues.map((issue) => {
    const place = issue.path.length === 0 ? "" : `${issue.path.map(String).join(".")}: `;
    if (issue.code !== "unrecognized_keys") return `${place}${issue.message}`;
    const names = issue.keys.map((name) => harmless(name.slice(0, NAME_CHARACTERS_MAX)));
    return `${place}no field is called ${names.join(" or ")}`;
  });
  return problems.join("; ");
}

const NAME_CHARACTERS_MAX = 80;

function harmless(name: string): string {
  return name.toWellFormed().replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
}
