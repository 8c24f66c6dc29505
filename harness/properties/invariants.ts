/**
 * What holds for every history at every sender's endpoint, so it is checked on generated ones.
 *
 * Each generates only the trouble that it is about, so that a counterexample shows that and no more.
 *
 * @module
 */

import { type History, histories, MANNERS } from "../histories/history.ts";
import { inWords } from "../histories/in-words.ts";
import { Broken } from "../target/verdict.ts";
import { killAndRestart } from "../trial/stories.ts";
import { endOf, expectAllAllowed, expectSame, expectUnits, readAll } from "./ends.ts";
import type { SharedInvariant } from "./invariant.ts";
import { compareAll, noted, playHistory } from "./play.ts";

const anyOrder: SharedInvariant = {
  id: "order/any-order",
  claim: "Entitlements depend on what happened, not on the order, delay or number of deliveries.",
  why: "Senders promise no order: real stores deliver created after updated, and paid in between.",
  source: "docs/target-contract.md#order; docs/assumptions.md#a12",
  remedy:
    "Read the present state, and write it only where it is newer than what is held: by the full order of docs/target-contract.md#which-state-is-newer, not by updated_at alone.",
  kills: "order/payment-takes-back",
  histories: (deeds) => histories({ ...deeds, manners: ["read_lags"] }),
  holdsFor: playHistory,
};

const racingDeliveries: SharedInvariant = {
  id: "race/racing-deliveries",
  claim: "Entitlements do not depend on which deliveries are handled at the same moment.",
  why: "Between a check and the write that follows it there is room for another delivery.",
  source: "docs/target-contract.md#races",
  remedy: "Let one conditional statement of the database decide which state is kept.",
  kills: "race/read-then-insert",
  isRace: true,
  histories: (deeds) => histories({ ...deeds, joined: true, manners: ["read_lags"] }),
  holdsFor: playHistory,
};

const redeliveredEverything: SharedInvariant = {
  id: "dedupe/redelivered-everything",
  claim: "Delivering everything once more, in any history, changes nothing.",
  why: "A sender that lost its own records, or an operator, replays weeks of events at once.",
  source: "docs/target-contract.md#repetition",
  remedy: "Record each event id under a unique constraint, in the statement that changes access.",
  kills: "dedupe/adds-on-every-delivery",
  histories: (deeds) => histories(deeds),
  holdsFor: (trial, history) =>
    playHistory(trial, history, {
      atTheEnd: async (one, { events, buyers }) => {
        const before = await readAll(one, buyers);
        for (const event of events) await one.settle(event);
        expectSame(before, await readAll(one, buyers), "after everything was delivered once more");
      },
    }),
};

const schedulesAgree: SharedInvariant = {
  id: "order/schedules-agree",
  claim: "Two schedules of the same happenings lead to the same entitlements.",
  why: "It needs no oracle: whatever a receiver's rules are, they may not depend on the schedule.",
  source: "docs/target-contract.md#order",
  remedy:
    "Let the state that was read and the one that is held decide what is written, and nothing else.",
  kills: "order/last-story-wins",
  histories: (deeds) => histories({ ...deeds, joined: true }),
  holdsFor: async (trial, history) => {
    const odd = await endOf(trial, history);
    const plain = await endOf(trial, heardOnceAndInOrder(history));
    if (odd.end !== plain.end) {
      const story = [
        ...odd.story,
        noted(`as generated       ${odd.end}`),
        noted(`once and in order  ${plain.end}`),
      ];
      const said = "two schedules of one history ended differently";
      throw new Broken(said, inWords(story), null, null, story);
    }
  },
};

const neverTooMuch: SharedInvariant = {
  id: "state/along-the-way",
  claim: "At no moment does anybody have an access that Proxy's state has not allowed.",
  why: "A buyer who has access for a second too early has the download.",
  source: "docs/target-contract.md#order; docs/assumptions.md#a11",
  remedy:
    "Grant on provisionable and on nothing else, and never go back behind what was acknowledged.",
  kills: "state/grants-on-paid",
  histories: (deeds) =>
    histories({ ...deeds, joined: true, manners: ["answer_lost", "read_slow", "read_lags"] }),
  holdsFor: (trial, history) => playHistory(trial, history, { meanwhile: expectAllAllowed }),
};

const trouble: SharedInvariant = {
  id: "dedupe/unacknowledged-comes-again",
  claim: "Whatever was not acknowledged may be sent again, and everything ends right.",
  why: "Lost answers, cut connections and failing reads are when receivers forget or double things.",
  source: "docs/target-contract.md#repetition; docs/assumptions.md#a12",
  remedy: "Record the event in the statement that applies it, and answer 2xx only after it.",
  kills: "dedupe/recorded-before-reading",
  histories: (deeds) => histories({ ...deeds, manners: MANNERS }),
  holdsFor: playHistory,
};

const noise: SharedInvariant = {
  id: "signature/noise-changes-nothing",
  claim: "Forged, stale and malformed deliveries, anywhere in a history, change nothing.",
  why: "An endpoint is public: whoever knows its address can post to it.",
  source: "docs/target-contract.md#verify-first",
  remedy: "Verify signature and time before anything else happens, the recording included.",
  kills: "signature/unsigned-trusted",
  histories: (deeds) => histories({ ...deeds, forgeries: true }),
  holdsFor: playHistory,
};

const unitsConserved: SharedInvariant = {
  id: "entitlement/units-conserved",
  claim: "The units that buyers have are the units that Proxy says were bought, never twice.",
  why: "Retries that grant credits again are the bug that users find first, and keep to themselves.",
  source: "docs/target-contract.md#what-is-right",
  remedy: "Set the units of a purchase; never add to them.",
  kills: "dedupe/adds-on-every-event",
  histories: (deeds) =>
    histories({
      ...deeds,
      manners: ["answer_lost", "read_fails"],
      joined: true,
    }),
  holdsFor: (trial, history) =>
    playHistory(trial, history, {
      atTheEnd: async (one, { buyers }) => {
        for (const buyer of buyers) await expectUnits(one, buyer);
      },
    }),
};

const durable: SharedInvariant = {
  id: "dedupe/acknowledged-is-durable",
  profile: "fault",
  claim: "What was acknowledged before a crash is there after it, in any history.",
  why: "An answer that comes before the commit is a promise that a crash breaks.",
  source: "docs/target-contract.md#repetition",
  remedy: "Answer only after the database has committed.",
  kills: "dedupe/acknowledged-before-written",
  runsMax: 5,
  histories: (deeds) => histories({ ...deeds, joined: true }),
  holdsFor: (trial, history) =>
    playHistory(trial, history, {
      atTheEnd: async (one, played) => {
        await killAndRestart(one);
        await compareAll(one, played);
        for (const event of played.events) await one.settle(event);
        await compareAll(one, played);
      },
    }),
};

export const SHARED_INVARIANTS: readonly SharedInvariant[] = [
  anyOrder,
  racingDeliveries,
  redeliveredEverything,
  schedulesAgree,
  neverTooMuch,
  trouble,
  noise,
  unitsConserved,
  durable,
];

function heardOnceAndInOrder({ moves, naming }: History): History {
  return { naming, moves: moves.map((move) => ({ ...move, heard: [], repeats: [], noise: [] })) };
}
