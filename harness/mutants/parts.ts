/**
 * The parts that a receiver is made of, each small enough to be exchanged alone.
 *
 * A part that uses others finds them in the {@link Context}, so that an exchanged part is used
 * wherever the correct one was.
 *
 * @module
 */

import type { Scheme } from "../courier/sign.ts";
import type { Provider } from "../providers/provider.ts";
import type { Policy } from "../providers/proxy/oracle.ts";
import type { Disk, Storage } from "./disk.ts";
import type { Bill, InvoiceParts } from "./invoice-parts.ts";

/** What the receiver was told when it was started: the environment of the target contract. */
export type Environment = {
  readonly scheme: Scheme;
  /** None where none was configured. */
  readonly secrets: readonly string[];
  readonly toleranceSeconds: number;
  readonly bodyLimitBytes: number;
  /** How long a body may take to arrive. */
  readonly bodyWithinMs: number;
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Bounds one state read. */
  readonly apiTimeoutMs: number;
  readonly probeToken: string;
  readonly policy: Policy;
  /** Gwop's id of the merchant; empty at Proxy's receiver, which has no use for it. */
  readonly merchantId: string;
  /** By which the app registers invoices. */
  readonly operatorToken: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** What every part may use. Made anew at each start, but for what the storage holds. */
export type Context = {
  readonly parts: Parts;
  readonly environment: Environment;
  readonly storage: Storage;
  readonly log: (line: string) => void;
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
};

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Route = "webhook" | "probe" | "invoices" | "ready" | "none";

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

export type ObjectKind = "session" | "subscription";

/** An event, read from a verified body. */
export type ReceivedEvent = {
  readonly id: string;
  readonly type: string;
  /** The object as it stood when the event was made; null where the type is unknown. */
  readonly snapshot: State | null;
};

/** A session or a subscription, as far as access depends on it. */
export type State = {
  readonly kind: ObjectKind;
  readonly id: string;
  /** Empty where an event's snapshot doesn't say. */
  readonly buyer: string;
  /** Empty where an event's snapshot doesn't say. */
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  /** A session's: the sum of its cart's line item quantities. */
  readonly quantity: number | null;
  /** A subscription's: the session that started it. */
  readonly startedBy: string | null;
  readonly cancelsAtPeriodEnd: boolean;
  /** ISO 8601, as spelled. */
  readonly periodEnd: string | null;
  /** What only an invoice of Gwop's has. */
  readonly bill?: Bill;
};

export type Access = "granted" | "restricted" | "ended" | "unavailable";

/** The one record that is kept for a session or a subscription. */
export type Entitlement = {
  /** The state that it was concluded from; its id is the record's source. */
  readonly state: State;
  readonly access: Access;
  /** A session's: units granted, once. */
  readonly quantity: number | null;
  /** A session's: how often they were. */
  readonly grants: number | null;
};

/** A record as the probe shows it. */
export type Shown = {
  readonly source: string;
  readonly access: Access;
  readonly renews: boolean | null;
  readonly access_until: string | null;
  readonly quantity: number | null;
  readonly grants: number | null;
  readonly provider: Provider;
  readonly flags?: readonly string[];
};

export type Outcome = "applied" | "duplicate" | "stale" | "unchanged";

/** The state could not be read, or is too old to act upon: the sender should try again. */
export class Outage extends Error {
  override readonly name = "Outage";
}

export type Parts = InvoiceParts & {
  /** What the sender calls things. */
  readonly names: {
    readonly provider: Provider;
    readonly webhookPath: string;
    readonly signature: string;
    readonly id: string;
    readonly type: string;
  };

  /** Whether it starts at all with these settings. */
  readonly canStart: (environment: Environment) => boolean;

  // The HTTP edge.
  readonly route: (incoming: Incoming) => Route;
  /** Refuses by method and headers, before the body is read. */
  readonly admit: (incoming: Incoming) => Fault | null;
  readonly readBody: (incoming: Incoming, environment: Environment) => Promise<Uint8Array | Fault>;
  /** From the webhook route's request to its answer: all that follows is called from here. */
  readonly receive: (incoming: Incoming, context: Context) => Promise<Answer>;

  // The signature.
  readonly verify: (received: Received, context: Context) => Claim | Fault;
  readonly readClaim: (incoming: Incoming, context: Context) => Claim | Fault;
  /** Exactly one value, not empty; null otherwise. */
  readonly readHeader: (incoming: Incoming, name: string) => string | null;
  /** Seconds since 1970; null where the spelling isn't that of a plain number. */
  readonly readTimestamp: (text: string) => number | null;
  /** The bytes of a well-formed signature; null otherwise. */
  readonly readSignature: (text: string, scheme: Scheme) => Uint8Array | null;
  readonly secretsInUse: (environment: Environment) => readonly string[];
  readonly keyOf: (secret: string, scheme: Scheme) => Uint8Array;
  /** What the MAC is made over. */
  readonly signedContent: (claim: Claim, body: Uint8Array) => Uint8Array;
  readonly macOf: (key: Uint8Array, content: Uint8Array) => Uint8Array;
  readonly equals: (signature: Uint8Array, mac: Uint8Array) => boolean;
  readonly isFresh: (timestampSeconds: number, environment: Environment) => boolean;

  // The event.
  readonly readEvent: (verified: Verified, context: Context) => ReceivedEvent | Fault;
  /** Text; null where the bytes are no UTF-8. */
  readonly decode: (body: Uint8Array) => string | null;
  /** A JSON value; undefined where the text is none, or has a key twice in one object. */
  readonly parse: (text: string) => unknown;
  readonly isId: (value: unknown) => value is string;
  /** Which kind of object a type of event is about; null where the type is unknown. */
  readonly kindOf: (type: string) => ObjectKind | null;
  /** Whether what the unsigned headers say of an event is what its body says. */
  readonly agreesWithHeaders: (
    incoming: Incoming,
    event: { readonly id: string; readonly type: string },
  ) => boolean;
  readonly isForUs: (data: unknown, environment: Environment) => boolean;
  /** The object that an event's data tell of; null where they tell of none. */
  readonly snapshotOf: (
    data: unknown,
    about: { readonly kind: ObjectKind; readonly type: string },
    context: Context,
  ) => State | null;

  // The state.
  /** From the verified event to the outcome. @throws {Outage} If the sender should try again. */
  readonly process: (
    event: ReceivedEvent,
    verified: Verified,
    context: Context,
  ) => Promise<Outcome>;
  /** The state that counts. @throws {Outage} If it can't be read, or is older than the event. */
  readonly resolve: (snapshot: State, context: Context) => Promise<State>;
  /** Proxy's answer about an object. @throws {Outage} */
  readonly readState: (kind: ObjectKind, id: string, environment: Environment) => Promise<unknown>;
  /** The state that a JSON object describes; null where it describes none. */
  readonly stateOf: (object: unknown, kind: ObjectKind, context: Context) => State | null;
  readonly quantityOf: (cart: unknown) => number;
  /** A11: above zero where `a` is the newer one. */
  readonly compare: (a: State, b: State) => number;

  // The entitlement.
  /** What a state means for access; null where it means nothing. */
  readonly conclude: (state: State, policy: Policy) => Access | null;
  /** The record after a state; the held one where the state isn't newer. */
  readonly merge: (
    held: Entitlement | undefined,
    next: { readonly state: State; readonly access: Access },
    context: Context,
  ) => Entitlement;
  readonly dedupeKey: (event: ReceivedEvent, verified: Verified) => string;
  /** Records the event and changes the entitlement, at once. */
  readonly apply: (key: string, state: State | null, context: Context) => Promise<Outcome>;
  /** Changes the entitlement, where the state means anything for access. */
  readonly write: (disk: Disk, state: State, context: Context) => Outcome;

  // The answers.
  readonly answerOutcome: (outcome: Outcome, verified: Verified, context: Context) => Answer;
  readonly answerFault: (fault: Fault, received: Received, context: Context) => Answer;
  readonly answerError: (error: unknown) => Answer;
  /** One line of the log about a delivery. */
  readonly logLine: (answer: Answer, received: Received) => string;

  // The probe.
  readonly isAuthorized: (incoming: Incoming, environment: Environment) => boolean;
  /** The buyer who is asked for; empty where nobody is. */
  readonly buyerOf: (incoming: Incoming) => string;
  readonly show: (disk: Disk, buyer: string, context: Context) => readonly Shown[];
};
