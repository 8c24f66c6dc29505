/** What is passed from part to part: settings, requests, claims, events, answers. @module */

import type { Policy } from "../target/policy.ts";
import type { Access, State } from "./records.ts";

/** What the receiver was told when it was started: the environment of the target contract. */
export type Environment = {
  readonly scheme: string;
  /** None where none was configured. */
  readonly secrets: readonly string[];
  readonly toleranceSeconds: number;
  readonly bodyLimitBytes: number;
  /** How long a body may take to arrive. */
  readonly bodyWithinMs: number;
  /** Bounds one state read. */
  readonly apiTimeoutMs: number;
  readonly probeToken: string;
  readonly policy: Policy;
  /** The time zone that it was started in, by its name. */
  readonly zone: string;
  /** What only this sender's receivers have: variables, by their names. */
  readonly own: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Aborted once so many milliseconds have passed. */
  readonly after: (ms: number) => AbortSignal;
  /** How others' HTTP APIs are asked. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
};

/** A request as it arrived. */
export type Incoming = {
  readonly method: string;
  /** As spelled, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name; a header sent twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** The same one for all requests that came over it. */
  readonly connection: object;
};

/** Answers one request. */
export type Receiver = (incoming: Incoming) => Promise<Answer>;

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Closes the connection instead. */
  readonly hangsUp?: true;
};

export type Route = "webhook" | "probe" | "app" | "ready" | "none";

/** Why a delivery is refused. */
export type Fault =
  | "method_not_allowed"
  | "type_not_supported"
  | "body_too_large"
  | "body_incomplete"
  | "signature_missing"
  | "signature_malformed"
  | "signature_mismatch"
  | "timestamp_outside_tolerance"
  | "event_malformed"
  | "merchant_unknown";

/** What the signature headers say, before anything of it is believed. */
export type Claim = {
  /** Signed by Standard Webhooks only. */
  readonly eventId: string | null;
  /** As spelled. */
  readonly timestamp: string;
  /** Those of version 1, as spelled and without the version. */
  readonly signatures: readonly string[];
};

/** A delivery whose body has arrived. */
export type Received = { readonly incoming: Incoming; readonly body: Uint8Array };

/** A delivery whose signature held. */
export type Verified = Received & { readonly claim: Claim };

/** An event, read from a verified body. */
export type ReceivedEvent = {
  readonly id: string;
  readonly type: string;
  /** The object as it stood when the event was made; null where the type is unknown. */
  readonly snapshot: State | null;
};

/** A record as the probe shows it. */
export type Shown = {
  readonly source: string;
  readonly access: Access;
  readonly renews: boolean | null;
  readonly access_until: string | null;
  readonly quantity: number | null;
  readonly grants: number | null;
  readonly provider: string;
  readonly flags?: readonly string[];
};

export type Outcome = "applied" | "duplicate" | "stale" | "unchanged";

/** The state could not be read, or is too old to act upon: the sender should try again. */
export class Outage extends Error {
  override readonly name = "Outage";
}
