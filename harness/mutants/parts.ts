/**
 * The parts that a receiver is made of, each small enough to be exchanged alone.
 *
 * A part that uses others finds them in the {@link Context}, so that an exchanged part is used
 * wherever the correct one was.
 *
 * @module
 */

import type { Policy } from "../target/policy.ts";
import type { Disk, Storage } from "./disk.ts";
import type {
  Answer,
  Claim,
  Environment,
  Fault,
  Incoming,
  Outcome,
  Received,
  ReceivedEvent,
  Route,
  Shown,
  Verified,
} from "./passing.ts";
import type { Access, Entitlement, ObjectKind, State } from "./records.ts";

/** What every part may use. Made anew at each start, but for what the storage holds. */
export type Context = {
  readonly parts: Parts;
  readonly environment: Environment;
  readonly storage: Storage;
  readonly log: (line: string) => void;
};

/** Methods, where a part is given what a sender's own receiver has more of. */
export type Parts = {
  /** What the sender calls things. */
  readonly names: {
    readonly provider: string;
    readonly webhookPath: string;
    /** The field of an event's data that says what it is about. */
    readonly about: string;
    /** From which variables it has its signing secrets and its tolerance; null where that is fixed. */
    readonly variables: { readonly secrets: string; readonly tolerance: string | null };
    readonly signature: string;
    readonly id: string;
    readonly type: string;
  };

  /** Tables of its own on an empty disk. */
  tables(): object;

  /** Whether it starts at all with these settings. */
  canStart(environment: Environment): boolean;

  /** What it does of itself once it has started. */
  begin(context: Context): void;

  // The connection.
  /** Whether it says that it waits for the body, to who asks for that in `Expect`. */
  isContinued(expectation: string): boolean;
  /** Whether a request begins behind the body of the one before it, also where nobody has read that. */
  readonly skipsUnread: boolean;

  // The HTTP edge.
  route(incoming: Incoming): Route;
  /** Refuses by method and headers, before the body is read. */
  admit(incoming: Incoming): Fault | null;
  readBody(incoming: Incoming, environment: Environment): Promise<Uint8Array | Fault>;
  /** From the webhook route's request to its answer: all that follows is called from here. */
  receive(incoming: Incoming, context: Context): Promise<Answer>;

  // The signature.
  verify(received: Received, context: Context): Claim | Fault;
  readClaim(incoming: Incoming, context: Context): Claim | Fault;
  /** Exactly one value, not empty; null otherwise. */
  readHeader(incoming: Incoming, name: string): string | null;
  /** Seconds since 1970; null where the spelling isn't that of a plain number. */
  readTimestamp(text: string): number | null;
  /** The bytes of a well-formed signature; null otherwise. */
  readSignature(text: string, scheme: string): Uint8Array | null;
  secretsInUse(environment: Environment): readonly string[];
  keyOf(secret: string, scheme: string): Uint8Array;
  /** What the MAC is made over. */
  signedContent(claim: Claim, body: Uint8Array): Uint8Array;
  macOf(key: Uint8Array, content: Uint8Array): Uint8Array;
  equals(signature: Uint8Array, mac: Uint8Array): boolean;
  isFresh(timestampSeconds: number, environment: Environment): boolean;

  // The event.
  readEvent(verified: Verified, context: Context): ReceivedEvent | Fault;
  /** Text; null where the bytes are no UTF-8. */
  decode(body: Uint8Array): string | null;
  /** A JSON value; undefined where the text is none, or has a key twice in one object. */
  parse(text: string): unknown;
  isId(value: unknown): value is string;
  /** Which kind of object a type of event is about; null where the type is unknown. */
  kindOf(type: string): ObjectKind | null;
  /** Whether what the unsigned headers say of an event is what its body says. */
  agreesWithHeaders(
    incoming: Incoming,
    event: { readonly id: string; readonly type: string },
  ): boolean;
  isForUs(data: unknown, environment: Environment): boolean;
  /** The object that an event's data tell of; null where they tell of none. */
  snapshotOf(
    data: unknown,
    about: { readonly kind: ObjectKind; readonly type: string },
    context: Context,
  ): State | null;

  // The state.
  /** From the verified event to the outcome. @throws {Outage} If the sender should try again. */
  process(event: ReceivedEvent, verified: Verified, context: Context): Promise<Outcome>;
  /** The state that counts. @throws {Outage} If it can't be read, or is older than the event. */
  resolve(snapshot: State, context: Context): Promise<State>;
  /** Null where the units of a cart are unknown. */
  quantityOf(cart: unknown): number | null;
  /** A11: above zero where `a` is the newer one. */
  compare(a: State, b: State): number;

  // The entitlement.
  /** What a state means for access; null where it means nothing. */
  conclude(state: State, policy: Policy): Access | null;
  /** The record after a state; the held one where the state isn't newer. */
  merge(
    held: Entitlement | undefined,
    next: { readonly state: State; readonly access: Access },
    context: Context,
  ): Entitlement;
  dedupeKey(event: ReceivedEvent, verified: Verified): string;
  /** Records the event and changes the entitlement, at once. */
  apply(key: string, state: State | null, context: Context): Promise<Outcome>;
  /** Changes the entitlement, where the state means anything for access. */
  write(disk: Disk, state: State, context: Context): Outcome;

  // The answers.
  answerOutcome(outcome: Outcome, verified: Verified, context: Context): Answer;
  answerFault(fault: Fault, received: Received, context: Context): Answer;
  answerError(error: unknown): Answer;
  /** One line of the log about a delivery. */
  logLine(answer: Answer, received: Received): string;

  // The probe.
  isAuthorized(incoming: Incoming, environment: Environment): boolean;
  /** The buyer who is asked for; empty where nobody is. */
  buyerOf(incoming: Incoming): string;
  show(disk: Disk, buyer: string, context: Context): readonly Shown[];
  /** The row of one record. */
  shown(entitlement: Entitlement, disk: Disk, context: Context): Shown;

  /** Answers the app, where a receiver has a route for it. */
  answerApp(incoming: Incoming, context: Context): Promise<Answer>;
};
