/**
 * The route that Proxy delivers to. Its steps, in the order that STATE demands:
 *
 * 1. keep the exact bytes (`read-body.ts`);
 * 2. the SDK verifies them, and only then re-reads Proxy's state;
 * 3. a state older than the event is refused (`order.ts`);
 * 4. one statement dedupes and mutates (`apply.ts`);
 * 5. only then is the delivery answered, so that a 2xx means that the change is durable.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { ProxyCheckoutServerClient, ResolvedProxyEvent } from "@proxy-checkout/server-js";
import type { Logger } from "pino";
import type { Sql } from "postgres";
import { z } from "zod";
import { applyEvents, type Outcome, type RecordedEvent } from "./apply.ts";
import type { Config } from "./config.ts";
import { withDeadline } from "./database.ts";
import { entitlementOf } from "./entitlement.ts";
import { describeError } from "./log.ts";
import { isStale, type Version, versionOf } from "./order.ts";
import type { Policy } from "./policy.ts";
import { type BodyFault, type Bytes, readBody } from "./read-body.ts";

/** A target gives up within 20 s on a body that doesn't arrive; this leaves time to say so. */
const BODY_TIMEOUT_MS = 15_000;

/** Proxy's answer was older than the event. Nothing was recorded: a later read will be newer. */
export class StaleReadError extends Error {
  override readonly name = "StaleReadError";
  readonly code = "stale_read";
}

/** 408 and 413 leave bytes unread on the connection: it must not be used again. */
const REFUSAL = {
  body_too_large: { status: 413, headers: { connection: "close" } },
  body_timeout: { status: 408, headers: { connection: "close" } },
  body_interrupted: { status: 503, headers: { "retry-after": "5" } },
} as const satisfies Record<BodyFault, ResponseInit>;

export type ReceiverContext = {
  readonly client: ProxyCheckoutServerClient;
  readonly sql: Sql;
  readonly config: Pick<
    Config,
    "signingSecrets" | "signatureScheme" | "toleranceSeconds" | "bodyBytesMax" | "policy"
  >;
};

/** What the delivery's line in the log says; filled in as we learn it. */
type Note = Record<string, unknown>;

/** Answers a delivery, and logs it in one line. */
export async function receiveDelivery(
  context: ReceiverContext,
  request: Request,
  log: Logger,
): Promise<Response> {
  const startedAt = performance.now();
  const note: Note = {};
  const response = await answer(context, request, { log, note });
  await explainRefusal(response, note);

  const line = { ...note, status: response.status, ms: Math.round(performance.now() - startedAt) };
  log[levelOf(line)](line, "delivery");
  return response;
}

async function answer(
  { client, sql, config }: ReceiverContext,
  request: Request,
  { log, note }: { readonly log: Logger; readonly note: Note },
): Promise<Response> {
  const limits = { bytesMax: config.bodyBytesMax, timeoutMs: BODY_TIMEOUT_MS };
  const reading = await readBody(request, limits);
  if (!reading.ok) return Response.json({ error: reading.fault }, REFUSAL[reading.fault]);

  const { url, method, headers } = request;
  return client.webhooks.handle(new Request(url, { method, headers, body: reading.body }), {
    secret: config.signingSecrets,
    scheme: config.signatureScheme,
    toleranceSeconds: config.toleranceSeconds,
    onResolved: async (resolved) => {
      note["event_id"] = resolved.event.id;
      note["type"] = resolved.event.type;
      note["object_id"] = resolved.event.objectId;
      note["kind"] = resolved.kind;
      if (resolved.kind === "ignored") note["reason"] = resolved.reason;
      try {
        const event = toRecord(resolved, reading.body, config.policy);
        note["outcome"] = await withDeadline(record(sql, event, log));
      } catch (error) {
        // The SDK turns this into a 503 and says no more of it: the reason is ours to log.
        Object.assign(note, describeError(error));
        throw error;
      }
    },
  });
}

/** @throws {StaleReadError} If the state that was read is older than the event. */
function toRecord(resolved: ResolvedProxyEvent, body: Bytes, policy: Policy): RecordedEvent {
  const { event } = resolved;
  const read = versionRead(resolved);
  if (read !== null && isStale(read, event)) {
    throw new StaleReadError("Cannot use the state read: expected one no older than the event");
  }
  return {
    provider: "proxy",
    eventId: event.id,
    type: event.type,
    objectId: event.objectId,
    occurredAt: new Date(event.createdAt),
    bodySha256: createHash("sha256").update(body).digest("hex"),
    entitlement: entitlementOf(resolved, policy),
  };
}

function versionRead(resolved: ResolvedProxyEvent): Version | null {
  if ("session" in resolved) return versionOf(resolved.session);
  if ("subscription" in resolved) return versionOf(resolved.subscription);
  return null;
}

async function record(sql: Sql, event: RecordedEvent, log: Logger): Promise<Outcome> {
  const [outcome] = await applyEvents(sql, [event]);
  if (outcome === undefined) throw new Error("Bug: an event was applied without an outcome");
  if (outcome === "duplicate") await warnOfOtherBody(sql, event, log);
  return outcome;
}

/**
 * Reports a second body under one event id: a sender's bug, or somebody with a signing secret.
 *
 * A second read, for the log only: the statement's own snapshot may not hold the first body's row.
 */
async function warnOfOtherBody(sql: Sql, event: RecordedEvent, log: Logger): Promise<void> {
  const [first] = await sql<{ body_sha256: string }[]>`
    select body_sha256 from inbox
    where (provider, event_id) = (${event.provider}, ${event.eventId})
  `;
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
