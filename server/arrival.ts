/**
 * What is learned of a request while it is answered, for those who look on: a log of deliveries, metrics.
 *
 * They are told once it is answered, decide nothing, and nobody waits for them.
 *
 * @module
 */

import type { Entitlement, ProviderName } from "./entitlement.ts";
import type { Bytes } from "./read-body.ts";

/** Names of ours, so that a stranger can't make up new ones. `none`: no route, or not this method. */
export const ROUTES = ["proxy", "gwop", "registration", "probe", "health", "none"] as const;

export type Route = (typeof ROUTES)[number];

/** What a request's line in the log says, in the log's own names; filled in as we learn it. */
export type Note = {
  event_id?: string;
  type?: string;
  object_id?: string | null;
  /** What an event resolved to, where its provider has words for that. */
  kind?: string;
  /** Why it was ignored, or what exactly was wrong where the answer must not tell. */
  reason?: string;
  outcome?: string | null;
  registered?: string;
  /** The `error` of an answer that refuses. */
  refusal?: string;
  /** Of an error that was caught, as `describeError` says it; a refusal may have a `code` too. */
  error?: string;
  code?: string;
  at?: readonly string[];
};

/** What the body of a delivery says of its event. */
export type Said = {
  readonly eventId: string;
  readonly type: string;
  readonly objectId: string | null;
  /** The sender's clock; `null` where it doesn't say. */
  readonly occurredAt: Date | null;
  /** Of the body, where somebody has made it already. */
  readonly bodySha256?: string;
};

/** A delivery whose bytes are here. Whether its sender signed them, `verdict.ts` tells from the answer. */
export type Delivery = {
  readonly provider: ProviderName;
  readonly body: Bytes;
  readonly headers: Headers;
  /** Reads the body; to be asked only where the signature held. `null`: it is no event. */
  said: () => Said | null;
  /** What was made of it before the database decided; `null` where there was nothing to write. */
  read: Entitlement | null;
  /** Whether its event had come before with another body. */
  isConflict: boolean;
};

/** Filled in by whoever answers. */
export type Learned = {
  route: Route;
  readonly note: Note;
  /** `null` where it is none, or its bytes never came. */
  delivery: Delivery | null;
};

/** A request that was answered. */
export type Arrival = {
  readonly requestId: string;
  readonly method: string;
  /** Without its query, which may name a buyer. */
  readonly path: string;
  readonly receivedAt: Date;
  readonly durationMs: number;
  readonly status: number;
  readonly learned: Learned;
};

export type Onlooker = {
  /** A request came. */
  readonly began?: () => void;
  /** It is answered. Must not throw. */
  readonly answered: (arrival: Arrival) => void;
};

export function nothingLearned(): Learned {
  return { route: "none", note: {}, delivery: null };
}

/** @returns What is known of a delivery whose bytes were taken, before anything is believed. */
export function deliveryOf(provider: ProviderName, request: Request, body: Bytes): Delivery {
  const { headers } = request;
  return { provider, body, headers, said: () => null, read: null, isConflict: false };
}
