/**
 * Writes what was passed on, masked, a line each: one that is written is there, whatever ends the recorder.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { parseJson } from "../target/parse-json.ts";
import type { Exchange } from "./exchanges.ts";
import { maskBody, maskHeaders, maskTarget } from "./mask.ts";
import { RECORDING_VERSION, type RecordingLine, writeLine } from "./recording.ts";
import type { StandIns } from "./stand-ins.ts";

export type Bounds = {
  /** Deliveries in one recording. */
  readonly deliveriesMax: number;
  /** Of the whole file. */
  readonly bytesMax: number;
};

export type Summary = {
  readonly kept: number;
  /** By the type of the event, the most frequent first. */
  readonly types: readonly (readonly [type: string, count: number])[];
  /** Requests that are no deliveries: passed on, and not kept. */
  readonly others: number;
  /** Requests that never came whole, or could not be read. */
  readonly halves: number;
  /** Deliveries that came after the recording had ended. */
  readonly missed: number;
};

export type Keeper = {
  readonly keep: (exchange: Exchange) => void;
  readonly noteHalf: () => void;
  readonly summary: () => Summary;
};

type Means = {
  readonly standIns: StandIns;
  readonly bounds: Bounds;
  /** Writes a line to the end of the file. */
  readonly append: (line: string) => void;
  readonly say: (line: string) => void;
  readonly now: () => number;
};

/** A line that says why there are no more is never too long. */
const LAST_LINE_BYTES = 512;

/** Writes the first line. */
export function createKeeper({ standIns, bounds, append, say, now }: Means): Keeper {
  const types = new Map<string, number>();
  let written = 0;
  let isFull = false;
  const counts = { kept: 0, others: 0, halves: 0, missed: 0 };
  const instant = (ms: number): string => new Date(ms).toISOString();

  const write = (line: RecordingLine): boolean => {
    const text = writeLine(line);
    const bytes = Buffer.byteLength(text);
    if (line.kind === "delivery" && written + bytes + LAST_LINE_BYTES > bounds.bytesMax)
      return false;
    append(text);
    written += bytes;
    return true;
  };
  /** Deliveries still pass. */
  const stop = (why: string): void => {
    isFull = true;
    say(`The recording ends here: ${why}. Deliveries are passed on as before.`);
    try {
      write({ kind: "note", at: instant(now()), note: `the recording ends here: ${why}` });
    } catch {
      // That nothing can be written any more is why it ends.
    }
  };
  const record = (exchange: Exchange): void => {
    const { startedAt, endedAt, method, target, headers, body, status } = exchange;
    const json = body.bytes === null ? null : maskBody(body.bytes, standIns);
    const fits = write({
      kind: "delivery",
      at: instant(startedAt),
      method,
      target: maskTarget(target, standIns),
      headers: maskHeaders(headers, standIns).map(([name, value]) => [name, value]),
      body: json === null ? { bytes: body.length, hash: body.hash } : { json },
      status,
      tookMs: Math.max(0, endedAt - startedAt),
    });
    if (!fits) {
      counts.missed += 1;
      stop(`the file has ${bounds.bytesMax} bytes, which is as much as is read of one`);
      return;
    }
    counts.kept += 1;
    const type = typeOf(json);
    types.set(type, (types.get(type) ?? 0) + 1);
    if (counts.kept === bounds.deliveriesMax) {
      stop(`it has ${counts.kept} deliveries (--deliveries)`);
    }
  };

  write({ kind: "recording", version: RECORDING_VERSION, startedAt: instant(now()) });
  return {
    keep: (exchange) => {
      if (exchange.method !== "POST") counts.others += 1;
      else if (isFull) counts.missed += 1;
      else {
        try {
          record(exchange);
        } catch (error) {
          counts.missed += 1;
          stop(error instanceof Error ? error.message : String(error));
        }
      }
    },
    noteHalf: () => {
      counts.halves += 1;
    },
    summary: () => ({ ...counts, types: [...types].toSorted(([, a], [, b]) => b - a) }),
  };
}

/** What a terminal would obey is no name of a type. */
const TYPE = /^[\w.:-]{1,80}$/;

function typeOf(json: string | null): string {
  if (json === null) return "no JSON";
  const parsed = parseJson(json);
  const fields =
    typeof parsed === "object" && parsed !== null
      ? ["type", "event_type"].map((name): unknown => Reflect.get(parsed, name))
      : [];
  const type = fields.find((each) => typeof each === "string" && TYPE.test(each));
  return typeof type === "string" ? type : "of no type";
}
