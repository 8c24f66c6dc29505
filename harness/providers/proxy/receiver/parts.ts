/** What a receiver of Proxy's webhooks has beyond others: it reads the state that counts. @module */

import type { Bug } from "../../../mutants/mutant.ts";
import type { Context, Parts } from "../../../mutants/parts.ts";
import type { Environment } from "../../../mutants/passing.ts";
import type { ObjectKind, State } from "../../../mutants/records.ts";

type StateParts = {
  /** Proxy's answer about an object. @throws {Outage} */
  readState(kind: ObjectKind, id: string, environment: Environment): Promise<unknown>;
  /** The state that a JSON object describes; null where it describes none. */
  stateOf(object: unknown, kind: ObjectKind, context: ProxyContext): State | null;
};

export type ProxyContext = Omit<Context, "parts"> & { readonly parts: ProxyParts };

/** What others' parts are given, as it is here. */
type Ours<T> = T extends Context ? ProxyContext : T;

/** The parts that others have as well: with this receiver's own parts. */
type OursAsWell = {
  readonly [Name in keyof Parts]: Parts[Name] extends (...args: infer Args) => infer Result
    ? (...args: { [Index in keyof Args]: Ours<Args[Index]> }) => Result
    : Parts[Name];
};

export type ProxyParts = Omit<OursAsWell, "isId"> & Pick<Parts, "isId"> & StateParts;

/** A bug of Proxy's receiver alone. */
export type ProxyBug = Omit<Bug, "parts"> & {
  parts(correct: ProxyParts): ProxyParts;
};
