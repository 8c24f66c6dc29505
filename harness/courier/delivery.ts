/**
 * A delivery as data, and the request that it becomes: signed afresh for every attempt (A12).
 *
 * The default is a good delivery. A check states only what is odd about its own.
 *
 * @module
 */

import type { WebhookEvent } from "../simulator/event.ts";
import type { Header, Scheme, Signature } from "./scheme.ts";
import type { WireRequest } from "./wire.ts";

/** Of the events that nobody knows: they are acknowledged, and change nothing. */
export const UNKNOWN_TYPE = "conformance.ping";

export type Delivery = {
  /** The event it carries. With `body` instead, the bytes are no event of our world. */
  readonly event?: WebhookEvent;
  readonly body?: Uint8Array;
  /** It isn't from the sender, or not fresh: whatever it is answered, nothing was heard of its event. */
  readonly isForged?: boolean;
  /** The event id, for a scheme that has it in a header; by default the event's own. */
  readonly eventId?: string;
  /** The event type, for a scheme that tells it in a header; by default the event's own. */
  readonly eventType?: string;
  /** By default the target's first signing secret. */
  readonly secret?: string;
  /** How many seconds after (or, negative, before) our clock it claims to be sent. */
  readonly skewSeconds?: number;
  /** The timestamp as spelled, instead of our clock's seconds. It is signed as spelled. */
  readonly timestamp?: string;
  /** Bends the signature before it is put into headers. */
  readonly bend?: (signature: Signature) => Signature;
  /** Bends the headers, the signature's and all others. */
  readonly bendHeaders?: (headers: readonly Header[]) => readonly Header[];
  /** Replaces the body after it was signed. */
  readonly tamper?: (body: Uint8Array) => Uint8Array;
  readonly method?: string;
  readonly framing?: WireRequest["framing"];
  readonly ending?: WireRequest["ending"];
  readonly cuts?: WireRequest["cuts"];
  readonly bodyWaitsMs?: WireRequest["bodyWaitsMs"];
  /** Instead of the endpoint's own path. */
  readonly pathname?: string;
  /** How long to wait for an answer, where the endpoint may take longer than usual. */
  readonly answerWithinMs?: number;
};

/** Where deliveries go, and how they are signed. */
export type Endpoint = {
  readonly webhook: URL;
  readonly scheme: Scheme;
  /** The first one signs. */
  readonly secrets: readonly [string, ...string[]];
  /** How the sender tells an event: what becomes the body's JSON. */
  readonly spell: (event: WebhookEvent) => object;
};

/** @param nowMs Our clock, in milliseconds since 1970. */
export function requestOf(endpoint: Endpoint, delivery: Delivery, nowMs: number): WireRequest {
  const body = delivery.body ?? bodyOf(delivery.event, endpoint);
  const eventId = delivery.eventId ?? delivery.event?.id ?? "evt_of_no_world";
  const eventType = delivery.eventType ?? delivery.event?.type ?? UNKNOWN_TYPE;
  const seconds = Math.floor(nowMs / 1000) + (delivery.skewSeconds ?? 0);
  const timestamp = delivery.timestamp ?? String(seconds);
  const secret = delivery.secret ?? endpoint.secrets[0];
  const { scheme } = endpoint;

  const value = scheme.macOf(secret, { eventId, timestamp, body });
  const signature: Signature = { eventId, eventType, timestamp, signatures: [value] };
  const headers: readonly Header[] = [
    ["content-type", "application/json"],
    ...scheme.headersOf(delivery.bend?.(signature) ?? signature),
  ];
  return {
    method: delivery.method ?? "POST",
    url:
      delivery.pathname === undefined ? endpoint.webhook : at(endpoint.webhook, delivery.pathname),
    headers: delivery.bendHeaders?.(headers) ?? headers,
    body: delivery.tamper?.(body) ?? body,
    ...(delivery.framing === undefined ? {} : { framing: delivery.framing }),
    ...(delivery.ending === undefined ? {} : { ending: delivery.ending }),
    ...(delivery.cuts === undefined ? {} : { cuts: delivery.cuts }),
    ...(delivery.bodyWaitsMs === undefined ? {} : { bodyWaitsMs: delivery.bodyWaitsMs }),
  };
}

/** @returns The bytes that are signed and sent. */
export function bodyOf(
  event: WebhookEvent | undefined,
  { spell }: Pick<Endpoint, "spell">,
): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(event === undefined ? undefined : spell(event)));
}

function at(endpoint: URL, pathname: string): URL {
  const url = new URL(endpoint);
  url.pathname = pathname;
  return url;
}
