/**
 * The state can't be read: nothing is acknowledged, nothing recorded, and the redelivery ends
 * right.
 *
 * @module
 */

import { describe, statusOf } from "../../../courier/outcome.ts";
import type { WireOutcome } from "../../../courier/wire.ts";
import type { ReadFault } from "../../../simulator/fault.ts";
import { Broken, Untested } from "../../../target/verdict.ts";
import { assertReached, expectRefused } from "../../../trial/expect.ts";
import { hear } from "../../../trial/stories.ts";
import { expectOwed, isOwed } from "../owed.ts";
import type { ProxyEntry } from "../requirement.ts";
import { buy } from "../stories.ts";

const TRY_AGAIN =
  "Answer 503 with Retry-After to whatever keeps the state from being read, and record nothing.";

export const failures: readonly ProxyEntry[] = [
  {
    ...failedRead({ kind: "status", status: 500 }),
    id: "state/failed-read-is-retried",
    claim: "While the state can't be read nothing is acknowledged, and the redelivery ends right.",
    why: "A 200 after a failure is the loss of the event: Proxy will not send it again. better-auth's Stripe plugin and lmsqueezy/nextjs-billing do it.",
    proof: { kills: "state/errors-are-swallowed" },
  },
  {
    ...failedRead({ kind: "status", status: 503 }),
    id: "state/api-unavailable",
    claim: "Where the API answers 503 the payload is no substitute for the state.",
    why: "A fallback to the payload grants from unread fields exactly when nobody can check them.",
    remedy: "Do without: an entitlement that comes a minute late is better than one from a guess.",
    proof: { kills: "state/falls-back-to-the-payload" },
  },
  {
    ...failedRead({ kind: "status", status: 429 }),
    id: "state/api-rate-limited",
    claim: "Where the API answers 429 the delivery is put off, not refused.",
    why: "The API's status is not the sender's business: handed on, a 4xx may end the retries for good.",
    proof: { kills: "state/hands-on-the-status" },
  },
  {
    ...failedRead({ kind: "status", status: 404 }),
    id: "state/api-not-found",
    claim: "Where the API does not know the object the delivery is put off, not forgotten.",
    why: "A replica that lags does not know a new object yet. Taken for deleted, the purchase is acknowledged and lost.",
    proof: { kills: "state/not-found-is-done" },
  },
  {
    ...failedRead({ kind: "status", status: 401 }),
    id: "state/api-unauthorized",
    claim: "Where the API refuses our key the delivery is put off until the key is mended.",
    why: "A key that was rotated is an outage of ours. Answered 401, the sender believes that the endpoint refuses it.",
    proof: { kills: "state/hands-on-the-status" },
  },
  {
    ...failedRead({ kind: "hang" }),
    id: "state/api-hangs",
    claim: "Where the API does not answer, the delivery is answered in time all the same.",
    why: "A read without a timeout holds the connection until the sender gives up, and with enough of them nothing else is served.",
    remedy: "Bound every state read (PROXY_API_TIMEOUT_MS), and answer 503 when it is over.",
    proof: { kills: "state/no-timeout" },
  },
  {
    ...failedRead({ kind: "cut" }),
    id: "state/api-cuts-off",
    claim: "A state that broke off in the middle is no state.",
    why: "What arrived of it may parse, or throw where nobody catches: neither is a reason to acknowledge.",
    proof: { kills: "state/errors-are-swallowed" },
  },
  {
    ...failedRead({ kind: "not_json" }),
    id: "state/api-not-json",
    claim: "An answer that is not JSON is no state, even with a status of 200.",
    why: "Gateways and login pages answer 200 with HTML: parsed into nothing, it looks like an object without a status.",
    proof: { kills: "state/no-state-is-done" },
  },
  {
    ...failedRead({ kind: "malformed" }),
    id: "state/api-malformed",
    claim: "A state with an impossible field is no state.",
    why: "`infinity` is a timestamp to Postgres: stored as a version, it freezes the record for ever.",
    remedy: "Validate what the API answers before any of it is used, dates above all.",
    proof: { kills: "state/trusts-the-shape" },
  },
  {
    ...failedRead({ kind: "other_object" }),
    id: "state/api-other-object",
    claim: "A state of another object than the one asked for is no state.",
    why: "A cache keyed wrongly, at Proxy or on the way, would otherwise hand one purchase to another buyer.",
    remedy: "Compare the id that was read with the id that was asked for.",
    proof: { kills: "state/trusts-the-id" },
  },
  {
    id: "state/outage-keeps-access",
    level: "MUST",
    profile: "state",
    claim: "An outage of Proxy's API takes nothing away from those who have access.",
    why: "A failed read says nothing about the purchase: fail-closed here locks out paying buyers for a network's hiccup.",
    source: "docs/target-contract.md#when-the-state-cant-be-read",
    remedy: "Change an entitlement only by a state that was read.",
    proof: { kills: "state/outage-revokes" },
    check: async (trial) => {
      const { buyer, session, paid, provisionable } = buy(trial);
      await trial.settle(provisionable);
      trial.stage.fail(session, { kind: "status", status: 503 });
      const outcome = await trial.deliver({ event: paid });
      if (!isOwed(trial, outcome)) expectPutOff(outcome, "an event whose state can't be read");
      await trial.expectEntitlements(buyer);
      await trial.deliver({ event: provisionable });
      await trial.expectEntitlements(buyer);
      trial.stage.behave(session);
      await hear(trial, [paid, provisionable]);
      await trial.expectEntitlements(buyer);
    },
  },
  {
    id: "state/poison-does-not-block",
    level: "MUST",
    profile: "state",
    claim: "One buyer's event that always fails holds up nobody else's.",
    why: "A queue that stops at its first failure, or a batch that fails as a whole, blocks all customers: veolms/veolms#56.",
    source: "docs/target-contract.md#when-the-state-cant-be-read",
    remedy: "Handle each delivery for itself, and let the sender's retries be the queue.",
    proof: { kills: "state/first-failure-blocks" },
    check: async (trial) => {
      const poisoned = buy(trial);
      trial.stage.fail(poisoned.session, { kind: "status", status: 404 });
      for (let round = 0; round < 3; round += 1) {
        await trial.deliver({ event: poisoned.provisionable });
        const other = buy(trial);
        await trial.settle(other.provisionable);
        await trial.expectEntitlements(other.buyer);
      }
      if (trial.settleMs > 0) trial.stage.behave(poisoned.session);
      await trial.expectEntitlements(poisoned.buyer);
    },
  },
  {
    id: "http/retry-after",
    level: "SHOULD",
    profile: "state",
    claim: "A 503 says in Retry-After when to come again.",
    why: "Without it a sender goes by its own schedule, which may be a second or an hour.",
    source: "docs/target-contract.md#answers",
    remedy: "Send Retry-After, in seconds, with every 503.",
    proof: { kills: "http/retry-after-left-out" },
    check: async (trial) => {
      const { session, provisionable } = buy(trial);
      trial.stage.fail(session, { kind: "status", status: 500 });
      const outcome = await trial.deliver({ event: provisionable });
      trial.stage.behave(session);
      if (isOwed(trial, outcome)) {
        throw new Untested("the target acknowledges before it reads: it has nothing to put off");
      }
      assertReached(outcome);
      // What it answers instead is judged by the requirements about failed reads.
      if (outcome.kind !== "answered" || outcome.answer.status !== 503) {
        throw new Untested(`it answers no 503 to this: ${describe(outcome)}`);
      }
      const value = outcome.answer.headers.get("retry-after")?.[0] ?? "";
      if (!/^\d+$/.test(value) && Number.isNaN(Date.parse(value))) {
        throw new Broken("a 503 without a Retry-After that can be read");
      }
    },
  },
  {
    id: "http/answers-when-api-hangs",
    level: "MUST",
    profile: "state",
    claim: "A delivery is answered in time although the API never answers, and not with a 2xx.",
    why: "A receiver that waits as long as the API does keeps the sender's connection and its own, until both are out of them.",
    source: "docs/target-contract.md#limits",
    remedy: "Put a timeout on the state read, well below the sender's, and answer 503.",
    proof: { kills: "http/api-waited-for" },
    check: async (trial) => {
      const { buyer, session, provisionable } = buy(trial);
      trial.stage.fail(session, { kind: "hang" });
      const outcome = await trial.deliver({ event: provisionable });
      if (isOwed(trial, outcome)) return expectOwed(trial, { buyer, session }, { kind: "hang" });
      trial.stage.behave(session);
      if (outcome.kind === "timed_out") {
        throw new Broken("a delivery was not answered while the API hung");
      }
      expectRefused(outcome, "a delivery while the API hangs");
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  },
];

/** What all failed reads have in common. */
function failedRead(
  fault: ReadFault,
): Pick<ProxyEntry, "level" | "profile" | "source" | "remedy" | "check"> {
  const what = fault.kind === "status" ? `status ${fault.status}` : fault.kind;
  return {
    level: "MUST",
    profile: "state",
    source: "docs/target-contract.md#when-the-state-cant-be-read; docs/assumptions.md#a10",
    remedy: TRY_AGAIN,
    check: async (trial) => {
      const { buyer, session, provisionable } = buy(trial);
      trial.stage.fail(session, fault);
      const outcome = await trial.deliver({ event: provisionable });
      if (isOwed(trial, outcome)) return expectOwed(trial, { buyer, session }, fault);
      expectPutOff(outcome, `a delivery whose state can't be read (${what})`);
      await trial.expectEntitlements(buyer);
      trial.stage.behave(session);
      await trial.settle(provisionable);
      await trial.expectEntitlements(buyer);
    },
  };
}

/** @throws {Broken} Unless the answer tells the sender to try again: a 5xx, and in time. */
function expectPutOff(outcome: WireOutcome, what: string): void {
  assertReached(outcome);
  const status = statusOf(outcome);
  if (status === null || status < 500) {
    throw new Broken(`${what}: expected 5xx, got ${describe(outcome)}`);
  }
}
