/** What every delivery has in common, whoever sent it: its bytes, its record, its line in the log. @module */

import type { Logger } from "pino";
import { z } from "zod";
import type { EventToRecord, Outcome } from "./apply.ts";
import type { Learned, Note } from "./arrival.ts";
import type { BodyBudget, Seat } from "./body-budget.ts";
import type { Desk, Intake } from "./intake.ts";
import { type BodyLimits, type Bytes, readBody } from "./read-body.ts";
import { rowsAbout } from "./rows.ts";

/** A target gives up within 20 s on a body that doesn't arrive; this leaves time to say so. */
const BODY_TIMEOUT_MS = 15_000;

/** Those with `connection: close` leave bytes unread on the connection: it must not be used again. */
const REFUSAL = {
  body_too_large: { status: 413, headers: { connection: "close" } },
  body_timeout: { status: 408, headers: { connection: "close" } },
  body_interrupted: { status: 503, headers: { "retry-after": "5" } },
  body_in_crumbs: { status: 400, headers: { connection: "close" } },
  overloaded: { status: 503, headers: { "retry-after": "5", connection: "close" } },
  database_overloaded: { status: 503, headers: { "retry-after": "5" } },
  content_type_unsupported: { status: 415 },
  content_encoding_unsupported: { status: 415 },
} as const satisfies Record<string, ResponseInit>;

/** A request that is being answered: its log, and what is learned of it. */
export type Answering = { readonly log: Logger; readonly learned: Learned };

/**
 * Answers a request, and logs it in one line.
 *
 * @param to Its log, what is learned of it, and the budget in which it has a seat until it is answered.
 * @param what The line's message.
 * @throws Whatever `answer` throws: nothing is logged then.
 */
export async function answerAndLog(
  { log, learned: { note }, bodies }: Answering & { readonly bodies: BodyBudget },
  what: "delivery" | "registration",
  answer: (seat: Seat) => Promise<Response>,
): Promise<Response> {
  const startedAt = performance.now();
  const response = await withSeat(bodies, answer);
  await explainRefusal(response, note);

  const line = { ...note, status: response.status, ms: Math.round(performance.now() - startedAt) };
  log[levelOf(line)](line, what);
  return response;
}

/** @throws Whatever `answer` throws; the seat is free again then too. */
async function withSeat(
  bodies: BodyBudget,
  answer: (seat: Seat) => Promise<Response>,
): Promise<Response> {
  const seat = bodies.takeSeat();
  if (seat === null) return refuse("overloaded");
  try {
    return await answer(seat);
  } finally {
    seat.leave();
  }
}

/** How large a body may be, and where the room for it comes from. */
export type BodyRoom = Pick<BodyLimits, "bytesMax" | "seat">;

/**
 * Takes a delivery's exact bytes: JSON, by what it says of itself, and not encoded.
 *
 * Looked at once the bytes are here: a refusal that left them unread would cost the connection.
 *
 * @returns The bytes, or the answer to a request that doesn't have them.
 */
export async function takeBody(request: Request, room: BodyRoom): Promise<Bytes | Response> {
  const body = await takeBytes(request, room);
  if (body instanceof Response) return body;
  if (!isJson(request.headers.get("content-type"))) return refuse("content_type_unsupported");
  if (!isPlain(request.headers.get("content-encoding"))) {
    return refuse("content_encoding_unsupported");
  }
  return body;
}

/** Takes a body's exact bytes, whatever it says of itself. @returns As {@link takeBody} does. */
export async function takeBytes(request: Request, room: BodyRoom): Promise<Bytes | Response> {
  const reading = await readBody(request, { ...room, timeoutMs: BODY_TIMEOUT_MS });
  return reading.ok ? reading.body : refuse(reading.fault);
}

/**
 * Turns a delivery away before anything is done for it, where the database couldn't take it in time:
 * an overload that is worked on for nothing lasts longer.
 *
 * @returns `null` where it can be taken.
 */
export function refuseOverload(intake: Intake): Response | null {
  return intake.isOpen() ? null : refuse("database_overloaded");
}

/**
 * Applies one event, and warns where its id has come before with another body.
 *
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. Whatever was recorded stays harmless.
 */
export async function recordEvent(
  desk: Desk,
  event: EventToRecord,
  answering: Answering,
): Promise<Outcome> {
  const outcome = await desk.apply(event);
  if (outcome === "duplicate") await warnOfOtherBody(desk, event, answering);
  return outcome;
}

/**
 * Reports a second body under one event id: a sender's bug, or somebody with a signing secret.
 *
 * A second read, for the log only: the statement's own snapshot may not hold the first body's row.
 */
async function warnOfOtherBody(
  desk: Desk,
  event: EventToRecord,
  { log, learned }: Answering,
): Promise<void> {
  const [first] = await desk.ask((sql) =>
    rowsAbout(
      event.eventId,
      sql<{ asked: string; body_sha256: string }[]>`
        select event_id as asked, body_sha256 from inbox
        where (provider, event_id) = (${event.provider}, ${event.eventId})
      `,
    ),
  );
  if (first === undefined || first.body_sha256 === event.bodySha256) return;
  if (learned.delivery !== null) learned.delivery.isConflict = true;
  log.warn(
    { event_id: event.eventId, first_sha256: first.body_sha256, sha256: event.bodySha256 },
    "event id received again with another body",
  );
}

function refuse(error: keyof typeof REFUSAL): Response {
  return Response.json({ error }, REFUSAL[error]);
}

function isJson(contentType: string | null): boolean {
  const [mediaType = ""] = (contentType ?? "").split(";");
  return mediaType.trim().toLowerCase() === "application/json";
}

function isPlain(contentEncoding: string | null): boolean {
  return contentEncoding === null || contentEncoding.trim().toLowerCase() === "identity";
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
  if (line.at !== undefined) return "error";
  return line.status >= 400 ? "warn" : "info";
}
