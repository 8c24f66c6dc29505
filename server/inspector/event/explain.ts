/** What an event changed, or why it changed nothing: the question that a page is opened for. Pure. @module */

import type { Attempt, KnownEvent, State } from "./query.ts";

/** What a person compares, by its name: what it was, and what it became. */
export type Difference = {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly isChanged: boolean;
};

export type Explanation =
  | {
      readonly did: "changed";
      /** `null`: nothing that is kept was before it. */
      readonly wasBy: string | null;
      readonly differences: readonly Difference[];
    }
  | {
      readonly did: "nothing";
      readonly why: string;
      /** The event that had won; `null` where none had to. */
      readonly wonBy: string | null;
    };

/** Of what an attempt comes to, by its outcome; `applied` is told by what it changed. */
export function explain(event: KnownEvent): Explanation {
  const applied = event.attempts.find(({ outcome }) => outcome === "applied");
  if (applied !== undefined) {
    return {
      did: "changed",
      wasBy: event.before?.event_id ?? null,
      differences: compare(event.before, applied),
    };
  }
  // Of several, the one that was not a copy of another says why.
  const told = event.attempts.filter(({ outcome }) => outcome !== "duplicate");
  const [latest = event.attempts[0]] = told;
  if (latest === undefined) return { did: "nothing", why: NOT_KEPT, wonBy: null };
  return { did: "nothing", why: whyNothing(latest, event), wonBy: winner(latest, event) };
}

const NOT_KEPT = "No delivery of it is kept here, so that nobody can tell what it did.";

function whyNothing(attempt: Attempt, { recorded, held }: KnownEvent): string {
  switch (attempt.outcome) {
    case "duplicate":
      return recorded === null
        ? "It had been recorded before."
        : `It has been on record since ${recorded.received_at.toISOString()}: a repetition changes nothing.`;
    case "stale":
      return "A newer state of its object had won: the state that was read is older than the one held.";
    case "unchanged":
      return whyUnchanged(attempt, held !== null);
    case "parked":
      return "No invoice of its id is registered yet. What it says waits, and is applied by the registration.";
    case "ids_disagree":
      return "One of its ids is a registered invoice's and the other is not: a person has to look.";
    default:
      return whyRefused(attempt);
  }
}

function whyUnchanged({ access, kind, reason }: Attempt, isHeld: boolean): string {
  if (access !== null) {
    return "The state that was read is the one held already: there was nothing to change.";
  }
  if (reason === "unknown_type")
    return "Nothing is to be written for this type: it is not one that we know.";
  if (reason === "unknown_status")
    return "The object has a status that we don't know: nothing is written for it.";
  const state = kind === null ? "its state" : `a state of kind ${kind}`;
  return `Nothing is to be written for ${state}: it says nothing about access${isHeld ? ", which stays as it is" : ""}.`;
}

function whyRefused({ reason, code, status }: Attempt): string {
  const cause = [reason, code].filter((text) => text !== null).join(", ");
  const next =
    status >= 500 ? "Nothing is lost: the sender comes again." : "The same bytes fare no better.";
  return `It was refused with ${status}${cause === "" ? "" : ` (${cause})`}. ${next}`;
}

/** Who holds the object where this event does not. */
function winner({ outcome, access }: Attempt, { held }: KnownEvent): string | null {
  const isLost = outcome === "stale" || (outcome === "unchanged" && access !== null);
  return isLost ? (held?.event_id ?? null) : null;
}

/** @param before `null` where nothing is known, which is shown as nothing. */
export function compare(before: State | null, after: State): readonly Difference[] {
  const names = ["access", "renews", "until", "units", "flags"] as const;
  const [was, is] = [describe(before ?? NOTHING), describe(after)];
  return names.map((name) => ({
    name,
    before: was[name],
    after: is[name],
    isChanged: was[name] !== is[name],
  }));
}

const NOTHING: State = {
  access: null,
  renews: null,
  access_until: null,
  quantity: null,
  flags: null,
};

/** @returns A state in words; none is "none". */
export function describe(state: State) {
  const renews = state.renews === null ? "none" : state.renews ? "yes" : "no";
  return {
    access: state.access ?? "none",
    renews,
    until: state.access_until?.toISOString() ?? "none",
    units: state.quantity ?? "none",
    flags: state.flags === null || state.flags.length === 0 ? "none" : state.flags.join(", "),
  };
}
