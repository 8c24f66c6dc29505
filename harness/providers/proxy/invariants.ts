/** The invariants of Proxy's endpoint: those of every sender's, in its world, and its own. @module */

import type fc from "fast-check";
import { type History, histories } from "../../histories/history.ts";
import { expectAllAllowed } from "../../properties/ends.ts";
import {
  type Invariant,
  type InvariantEntry,
  invariant,
  type SharedInvariant,
} from "../../properties/invariant.ts";
import { SHARED_INVARIANTS } from "../../properties/invariants.ts";
import { playHistory } from "../../properties/play.ts";
import { arbitraryFields } from "./odd-fields.ts";
import { ofProxy } from "./requirement.ts";
import { NEWER_IS, WRITE_NEWER } from "./requirements/total-order.ts";
import { ANY_VERB, PURCHASE_VERBS, SUBSCRIPTION_VERBS } from "./verbs.ts";

const fields = arbitraryFields;

const slowWriters: InvariantEntry = {
  id: "race/slow-writers",
  claim: "A state that was read early and is written late never replaces a newer one.",
  why: "Re-reading the state makes order harmless only until two readers write in the other order.",
  source: "docs/target-contract.md#which-state-is-newer",
  remedy: `${WRITE_NEWER} Or hold a lock from the comparison to the write.`,
  kills: "race/checks-then-writes",
  arbitrary: histories({
    verbs: SUBSCRIPTION_VERBS,
    fields,
    manners: ["read_slow", "read_slow", "read_slow", "read_slow"],
  }),
  holdsFor: playHistory,
};

const noResurrection: InvariantEntry = {
  id: "order/no-resurrection",
  claim: "A subscription whose cancellation was acknowledged never grants again.",
  why: "A late renewal that grants again is access for life, which nobody pays for or notices.",
  source: "docs/target-contract.md#order; docs/assumptions.md#a6",
  remedy: `Apply the state that was read, not the story that the event tells, unless what is held is newer (${NEWER_IS}).`,
  kills: "order/late-renewal-resurrects",
  arbitrary: histories({ verbs: SUBSCRIPTION_VERBS, fields, joined: true }),
  holdsFor: (trial, history) => playHistory(trial, history, { meanwhile: expectAllAllowed }),
};

const isolation: InvariantEntry = {
  id: "entitlement/only-the-heard-of",
  claim: "A buyer has nothing by the events of another.",
  why: "One update without its key in the where clause restricts or grants for everybody.",
  source: "docs/target-contract.md#buyers",
  remedy: "Key every write by the object's id, and take the buyer from the state that was read.",
  kills: "entitlement/shows-everyone",
  arbitrary: histories({ verbs: ANY_VERB, fields }),
  holdsFor: (trial, history) =>
    playHistory(trial, history, {
      meanwhile: (one) => one.expectEntitlements(one.idOf("buyer_3")),
    }),
};

const renewalsKept: InvariantEntry = {
  id: "entitlement/renewals-kept",
  claim: "Access lasts to the end of the latest period that was renewed, in any order of renewals.",
  why: "A lost or overtaken renewal locks out somebody who has paid.",
  source: "docs/target-contract.md#what-is-right; docs/assumptions.md#a11",
  remedy: `Take the period from the state that was read, and keep the newer state (${NEWER_IS}).`,
  kills: "order/late-renewal-shortens",
  arbitrary: histories({ verbs: SUBSCRIPTION_VERBS, fields, manners: ["read_lags"] }),
  holdsFor: playHistory,
};

/** Where not every history is of use: units are those of one-time purchases. */
const VERBS: ReadonlyMap<string, fc.Arbitrary<string>> = new Map([
  ["entitlement/units-conserved", PURCHASE_VERBS],
]);

function atProxy({ histories: playedBy, ...entry }: SharedInvariant): InvariantEntry {
  const arbitrary: fc.Arbitrary<History> = playedBy({
    verbs: VERBS.get(entry.id) ?? ANY_VERB,
    fields,
  });
  return { ...entry, arbitrary };
}

export const PROXY_INVARIANTS: readonly Invariant[] = [
  ...SHARED_INVARIANTS.map(atProxy),
  slowWriters,
  noResurrection,
  isolation,
  renewalsKept,
].map((entry) => invariant(ofProxy(entry)));
