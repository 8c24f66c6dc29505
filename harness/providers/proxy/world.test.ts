import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { histories } from "../../histories/history.ts";
import { emptyWorld, type Step } from "../../simulator/world.ts";
import { type ProxyObject, SESSION_STATUSES, SUBSCRIPTION_STATUSES } from "./objects.ts";
import {
  expectStrictOrder,
  OPENED,
  played,
  SUBSCRIBED,
  session,
  subscription,
  worldAfter,
} from "./testing.ts";
import { ANY_VERB } from "./verbs.ts";
import { enact, type ProxyCommand, type ProxyWorld, sessionsOf, subscriptionsOf } from "./world.ts";

function announcedBy(step: Step<ProxyObject>): string | null | undefined {
  return step.ok ? (step.change?.type ?? null) : undefined;
}

describe("enact()", () => {
  test("announces exactly the changes that matter to access (A14)", () => {
    const announced = {
      pay: "proxy_session.paid",
      cancel: "proxy_session.cancelled",
      fail: "proxy_session.failed",
      expire: "proxy_session.expired",
    } as const;
    for (const [command, type] of Object.entries(announced)) {
      // The keys of the table above are commands.
      const step = enact(played(...OPENED), { do: command as keyof typeof announced, session });
      assert.equal(announcedBy(step), type, command);
    }
    const ofSubscription = {
      renew: "subscription.renewed",
      fail_payment: "subscription.payment_failed",
      schedule_cancellation: "subscription.cancel_scheduled",
      cancel_subscription: "subscription.cancelled",
    } as const;
    for (const [command, type] of Object.entries(ofSubscription)) {
      const step = enact(played(...SUBSCRIBED), {
        do: command as keyof typeof ofSubscription,
        subscription,
      });
      assert.equal(announcedBy(step), type, command);
    }
    assert.equal(announcedBy(enact(emptyWorld(0), OPENED[0] as ProxyCommand)), null);
  });

  test("announces a recovery, the end of a trial and an undone cancellation as renewals", () => {
    const stories: readonly (readonly [ProxyCommand[], ProxyCommand])[] = [
      [[{ do: "fail_payment", subscription }], { do: "recover", subscription }],
      [[{ do: "schedule_cancellation", subscription }], { do: "undo_cancellation", subscription }],
    ];
    for (const [before, command] of stories) {
      const step = enact(played(...SUBSCRIBED, ...before), command);
      assert.equal(announcedBy(step), "subscription.renewed");
    }
    const trial = played(...SUBSCRIBED.slice(0, -1), {
      do: "start_subscription",
      session,
      subscription,
      trial: true,
    });
    const ended = enact(trial, { do: "end_trial", subscription });
    assert.equal(announcedBy(ended), "subscription.renewed");
  });

  test("refuses what Proxy would not do, and says why", () => {
    const refusals: readonly (readonly [ProxyWorld, ProxyCommand, RegExp])[] = [
      [emptyWorld(0), { do: "pay", session }, /no session psess_1/],
      [played(...OPENED), { do: "make_provisionable", session }, /is payer_opened: cannot make/],
      [
        played(...OPENED, { do: "expire", session }),
        { do: "pay", session },
        /is expired: cannot pay/,
      ],
      [
        played(...OPENED),
        { do: "start_subscription", session, subscription, trial: false },
        /cannot start a subscription/,
      ],
      [
        played(...SUBSCRIBED),
        { do: "start_subscription", session, subscription: "psub_2", trial: false },
        /has started a subscription already/,
      ],
      [
        played(...SUBSCRIBED, { do: "cancel_subscription", subscription }),
        { do: "renew", subscription },
        /is cancelled: cannot renew/,
      ],
    ];
    for (const [world, command, reason] of refusals) {
      const step = enact(world, command);
      assert.ok(!step.ok);
      assert.match(step.refusal, reason);
    }
  });

  test("still makes a session provisionable that started a subscription (A13)", () => {
    const step = enact(played(...SUBSCRIBED), { do: "make_provisionable", session });
    assert.equal(announcedBy(step), "proxy_session.provisionable");
  });

  test("orders the states of every object strictly, in any history (A11)", () => {
    fc.assert(
      fc.property(histories({ verbs: ANY_VERB }), (history) => {
        const world = worldAfter(history);
        expectStrictOrder(world);
        // Finer ones are a SHOULD.
        for (const { updated_at } of [...world.objects.values()].flat()) {
          assert.match(updated_at, /\.\d{3,6}Z$/);
        }
      }),
    );
  });

  test("leaves no final state, in any history (A5, A6)", () => {
    const finals: readonly string[] = ["provisionable", "failed", "expired", "cancelled"];
    fc.assert(
      fc.property(histories({ verbs: ANY_VERB }), (history) => {
        const world = worldAfter(history);
        for (const id of world.objects.keys()) {
          const statuses = (world.objects.get(id) ?? []).map(({ status }) => status);
          assert.ok(statuses.slice(0, -1).every((status) => !finals.includes(status)));
        }
      }),
    );
  });

  test("moves its clock by a millisecond only where a state steps down at the same moment", () => {
    const failed = played(...SUBSCRIBED, { do: "fail_payment", subscription });
    assert.equal(failed.now, 0);
    const recovered = enact(failed, { do: "recover", subscription });
    assert.ok(recovered.ok);
    assert.equal(recovered.world.now, 1);
  });
});

describe("the generated histories", () => {
  test("reach every status of a session and of a subscription", () => {
    const reached = new Set<string>();
    for (const history of fc.sample(histories({ verbs: ANY_VERB }), { numRuns: 2000, seed: 1 })) {
      const world = worldAfter(history);
      for (const states of sessionsOf(world).values()) {
        for (const { status } of states) reached.add(`session ${status}`);
      }
      for (const states of subscriptionsOf(world).values()) {
        for (const { status } of states) reached.add(`subscription ${status}`);
      }
    }
    assert.deepEqual(
      [...reached].toSorted(),
      [
        ...SESSION_STATUSES.map((status) => `session ${status}`),
        ...SUBSCRIPTION_STATUSES.map((status) => `subscription ${status}`),
      ].toSorted(),
    );
  });
});
