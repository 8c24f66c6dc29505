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
import type { Policy } from "../target/policy.ts";
import type { Disk, Storage } from "./disk.ts";
import type {
  Answer,
  Claim,
  Environment,
  Fault,
  Incoming,
  Kept,
  Outcome,
  Received,
  ReceivedEvent,
  Route,
  Shown,
  Verified,
} from "./passing.ts";
import type { Access, Bill, Entitlement, Invoice, ObjectKind, State } from "./records.ts";

/** What every part may use. Made anew at each start, but for what the storage holds. */
export type Context = {
  readonly parts: Parts;
  readonly environment: Environment;
  readonly storage: Storage;
  readonly log: (line: string) => void;
};

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

/** What a receiver of Gwop's webhooks has beyond the others: invoices that an app registers. */
export type InvoiceParts = {
  /** Answers the app, which registers an invoice. */
  readonly register: (incoming: Incoming, context: Context) => Promise<Answer>;
  readonly isOperator: (incoming: Incoming, environment: Environment) => boolean;
  /** Null where a registration is malformed. */
  readonly readRegistration: (id: string, value: unknown, context: Context) => Invoice | null;
  /** Millionths of a USDC; null where the value is no amount. */
  readonly amountOf: (value: unknown) => bigint | null;
  /** Keeps an invoice, and applies what events have told of it. */
  readonly keep: (invoice: Invoice, context: Context) => Promise<Kept>;
  readonly isSame: (held: Invoice, next: Invoice) => boolean;
  /** Applies what events told of an invoice before it was registered. */
  readonly adopt: (disk: Disk, invoice: Invoice, context: Context) => void;
  readonly belongs: (bill: Bill, invoice: Invoice) => boolean;
  /** The state of an event, with what only the app knows. */
  readonly complete: (state: State, invoice: Invoice, parts: Parts) => State;
  /** What a person should look at. */
  readonly flagsOf: (told: readonly State[], invoice: Invoice) => readonly string[];
};
