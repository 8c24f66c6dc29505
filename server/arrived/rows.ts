/** From what was learned of a request to the rows that are kept of it. Pure. @module */

import type { Arrival, Route } from "../arrival.ts";
import { sha256 } from "../digest.ts";
import type { Reason, Verdict } from "../verdict.ts";
import type { ArrivedConfig } from "./config.ts";
import { type RedactedHeader, redactBody, redactHeaders, storable } from "./redact.ts";

/** A row of `delivery`, in its columns' names, with what is captured of it. */
export type DeliveryRow = Readonly<Record<string, unknown>> & {
  readonly request_id: string;
  readonly captured: Captured | null;
};

export type Captured = {
  readonly headers: readonly RedactedHeader[];
  readonly body: string | null;
  readonly is_cut: boolean;
};

export type SampleRow = {
  readonly route: Route;
  readonly reason: Reason;
  readonly request_id: string;
  readonly received_at: Date;
  readonly status: number;
  readonly duration_ms: number;
  readonly method: string;
  readonly path: string;
};

export function toDeliveryRow(
  { requestId, receivedAt, durationMs, status, learned: { note } }: Arrival,
  { delivery, outcome, reason }: Extract<Verdict, { readonly kind: "delivery" }>,
  config: Pick<ArrivedConfig, "capture" | "captureBytes">,
): DeliveryRow {
  const { provider, body, read } = delivery;
  const said = delivery.said();
  return {
    request_id: requestId,
    provider,
    received_at: receivedAt,
    duration_ms: Math.round(durationMs),
    event_id: said?.eventId ?? null,
    type: said?.type ?? null,
    object_id: said?.objectId ?? null,
    occurred_at: said?.occurredAt ?? null,
    bytes: body.length,
    body_sha256: said?.bodySha256 ?? sha256(body),
    outcome,
    status,
    reason: reason === null ? null : storable(reason),
    code: note.code === undefined ? null : storable(note.code),
    kind: note.kind ?? null,
    ...(read === null
      ? {}
      : {
          source: read.source,
          access: read.access,
          renews: read.renews,
          access_until: read.accessUntil,
          quantity: read.quantity,
          flags: read.flags,
          version: read.version.map(String),
        }),
    captured: capture(delivery, config),
  };
}

function capture(
  { headers, body }: { readonly headers: Headers; readonly body: Uint8Array },
  config: Pick<ArrivedConfig, "capture" | "captureBytes">,
): Captured | null {
  if (config.capture === "off") return null;
  const redacted = config.capture === "bodies" ? redactBody(body, config.captureBytes) : null;
  return {
    headers: redactHeaders(headers),
    body: redacted?.text ?? null,
    is_cut: redacted?.isCut ?? false,
  };
}

/** As HTTP defines them; any other is a stranger's word. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];

const PATH_CHARACTERS_MAX = 200;

export function methodName(method: string): string {
  return METHODS.includes(method) ? method : "_OTHER";
}

export function toSampleRow(arrival: Arrival, reason: Reason): SampleRow {
  const { route } = arrival.learned;
  return {
    route,
    reason,
    request_id: arrival.requestId,
    received_at: arrival.receivedAt,
    status: arrival.status,
    duration_ms: Math.round(arrival.durationMs),
    method: methodName(arrival.method),
    // Of a route of ours it says nothing new, and may name an invoice.
    path: route === "none" ? storable(arrival.path.slice(0, PATH_CHARACTERS_MAX)) : "",
  };
}
