/** What every delivery has in common, whoever sent it: its bytes, its record, its line in the log. @module */

import { createHash } from "node:crypto";
import type { Logger } from "pino";
import type { Sql } from "postgres";
import { z } from "zod";
import { applyEvent, type EventToRecord, type Outcome } from "./apply.ts";
import { rowsOf } from "./database.ts";
import { type BodyFault, type Bytes, readBody } from "./read-body.ts";

/** A target gives up within 20 s on a body that doesn't arrive; this leaves time to say so. */
const BODY_TIMEOUT_MS = 15_000;

/** 408 and 413 leave bytes unread on the connection: it must not be used again. */
const REFUSAL = {
  body_too_large: { status: 413, headers: { connection: "close" } },
  body_timeout: { status: 408, headers: { connection: "close" } },
  body_interrupted: { status: 503, headers: { "retry-after": "5" } },
} as const satisfies Record<BodyFault, ResponseInit>;

/** What a request's line in the log says; filled in as we learn it. */
export type Note = Record<string, unknown>;

/**
 * Answers a request, and logs it in one line.
 *
 * @param what The line's message.
 * @throws Whatever `answer` throws: nothing is logged then.
 */
export async function answerAndLog(
  log: Logger,
  what: "delivery" | "registration",
  answer: (note: Note) => Promise<Response>,
): Promise<Response> {
  const startedAt = performance.now();
  const note: Note = {};
  const response = await answer(note);
  await explainRefusal(response, note);

  const line = { ...note, status: response.status, ms: Math.round(performance.now() - startedAt) };
  log[levelOf(line)](line, what);
  return response;
}

/** @returns The exact bytes, or the answer to a request that doesn't have them. */
export async function takeBody(request: Request, bytesMax: number): Promise<Bytes | Response> {
  const reading = await readBody(request, { bytesMax, timeoutMs: BODY_TIMEOUT_MS });
  return reading.ok
    ? reading.body
    : Response.json({ error: reading.fault }, REFUSAL[reading.fault]);
}

/** @returns 64 lower-case hex digits. */
export function sha256(body: Bytes): string {
  return createHash("sha256").update(body).digest("hex");
}

/**
 * Applies one event, and warns where its id has come before with another body.
 *
 * @throws {postgres.PostgresError} If the database fails. Whatever was recorded stays harmless.
 */
export async function recordEvent(sql: Sql, event: EventToRecord, log: Logger): Promise<Outcome> {
  const outcome = await applyEvent(sql, event);
  if (outcome === "duplicate") await warnOfOtherBody(sql, event, log);
  return outcome;
}

/**
 * Reports a second body under one event id: a sender's bug, or somebody with a signing secret.
 *
 * A second read, for the log only: the statement's own snapshot may not hold the first body's row.
 */
async function warnOfOtherBody(sql: Sql, event: EventToRecord, log: Logger): Promise<void> {
  const [first] = await rowsOf(sql<{ body_sha256: string }[]>`
    select body_sha256 from inbox
    where (provider, event_id) = (${event.provider}, ${event.eventId})
  `);
  if (first === undefined || first.body_sha256 === event.bodySha256) return;
  log.warn(
    { event_id: event.eventId, first_sha256: first.body_sha256, sha256: event.bodySha256 },
    "event id received again with another body",
  );
}

/** What a refusal says of itself (A10): names of ours and the SDK's, nothing of the sender's. */
const refusal = z.object({
  error: z.string(),
  code: z.string().optional(),
  event_id: z.string().optional(),
});

async function explainRefusal(response: Response, note: Note): Promise<void> {
  if (response.ok) return;
  const parsed = refusal.safeParse(await response.clone().json());
  if (!parsed.success) return;
  const { error, ...details } = parsed.data;
  Object.assign(note, { refusal: error }, details);
}

/**
 * A 503 is a warning: the sender comes again, and nothing was lost. Unless a bug of ours is behind
 * it, which `describeError` gives a place in the code: that one doesn't end by itself.
 */
function levelOf(line: Note & { readonly status: number }): "info" | "warn" | "error" {
  if ("at" in line) return "error";
  return line.status >= 400 ? "warn" : "info";
}
