/**
 * What a run stands on: where one of these is broken, most requirements would break by it, and say
 * so in as many other words.
 *
 * @module
 */

import type { WireAnswer } from "../courier/wire.ts";
import type { Profile } from "./target.ts";

/** In the order in which they are tried: each needs those before it. */
export const FOUNDATIONS = {
  reachable: "the receiver answers",
  secret: "a rightly signed delivery is let in",
  probe: "the probe can be read",
  acknowledged: "an honest event is acknowledged",
  state_read: "the state is read before access is given",
  granted: "what was bought is granted, and seen on the probe",
} as const;

export type FoundationName = keyof typeof FOUNDATIONS;

type Terms = {
  /** Of the run: 1 accuses the receiver, 2 its settings or ours, 3 nobody. */
  readonly exitCode: 1 | 2 | 3;
  readonly remedy: string;
  /** Which answer shows it. */
  readonly answer?: WireAnswer | null | undefined;
  readonly details?: readonly string[];
  /** Requirements that need nothing but the wire may still be asked. */
  readonly leavesWire?: boolean;
  /** The requirement whose promise it is: that one is still asked. */
  readonly promisedBy?: string;
};

/** The message says what was seen, and stands before a remedy. */
export class FoundationBroken extends Error {
  override readonly name = "FoundationBroken";
  readonly foundation: FoundationName;
  readonly exitCode: 1 | 2 | 3;
  readonly remedy: string;
  readonly answer: WireAnswer | null;
  readonly details: readonly string[];
  readonly promisedBy: string | null;
  readonly leavesWire: boolean;

  constructor(foundation: FoundationName, message: string, terms: Terms) {
    super(message);
    this.foundation = foundation;
    this.exitCode = terms.exitCode;
    this.remedy = terms.remedy;
    this.answer = terms.answer ?? null;
    this.details = terms.details ?? [];
    this.promisedBy = terms.promisedBy ?? null;
    this.leavesWire = terms.leavesWire ?? false;
  }

  /** Whether a requirement of this profile can't be asked. */
  blocks({ id, profile }: { readonly id: string; readonly profile: Profile }): boolean {
    return id !== this.promisedBy && !(this.leavesWire && profile === "wire");
  }
}
