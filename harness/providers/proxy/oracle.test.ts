import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { emptyWorld } from "../../simulator/world.ts";
import { DEFAULT_POLICY, type Policy } from "../../target/policy.ts";
import { expectedRecords } from "./oracle.ts";
import { cartOf } from "./verbs.ts";
import { enact, type ProxyCommand, type ProxyWorld } from "./world.ts";

const session = "psess_1";
const subscription = "psub_1";
const BEGUN: readonly ProxyCommand[] = [
  { do: "create", session, buyer: "buyer_1", items: cartOf(2) },
  { do: "hand_off", session },
  { do: "open", session },
];
const SUBSCRIBED: readonly ProxyCommand[] = [
  ...BEGUN,
  { do: "pay", session },
  { do: "start_subscription", session, subscription, trial: false },
];

function played(...commands: readonly ProxyCommand[]): ProxyWorld {
  return commands.reduce<ProxyWorld>((world, command) => {
    const step = enact(world, command);
    assert.ok(step.ok);
    return step.world;
  }, emptyWorld(0));
}

/** What the oracle says of each object: `psess_1 granted`. */
function opinions(world: ProxyWorld, heard: readonly string[], policy: Policy = DEFAULT_POLICY) {
  return expectedRecords(world, new Set(heard), "buyer_1", policy).map(
    ({ source, access }) => `${source} ${access}`,
  );
}

describe("expectedRecords()", () => {
  const provisioned = played(
    ...BEGUN,
    { do: "pay", session },
    { do: "make_provisionable", session },
  );

  test("grants a provisionable session once it was heard of, with the sum of its cart", () => {
    assert.deepEqual(opinions(provisioned, []), ["psess_1 none"]);
    assert.deepEqual(expectedRecords(provisioned, new Set([session]), "buyer_1", DEFAULT_POLICY), [
      { kind: "one_time", source: session, access: "granted", quantity: 3 },
    ]);
  });

  test("grants nothing for a session that is only paid", () => {
    const paid = played(...BEGUN, { do: "pay", session });
    assert.deepEqual(opinions(paid, [session]), ["psess_1 none"]);
  });

  test("allows a closed session to be unavailable or absent", () => {
    for (const command of ["cancel", "fail", "expire"] as const) {
      const closed = played(...BEGUN, { do: command, session });
      assert.deepEqual(opinions(closed, [session]), ["psess_1 unavailable_or_none"]);
    }
  });

  test("lets a subscription stand in for its session from the first event about it (A13)", () => {
    const world = played(...SUBSCRIBED, { do: "make_provisionable", session });
    assert.deepEqual(opinions(world, [session]), ["psess_1 granted", "psub_1 none"]);
    assert.deepEqual(opinions(world, [session, subscription]), [
      "psess_1 none_that_grants",
      "psub_1 granted",
    ]);
  });

  test("follows the policy on failed payments and cancellations", () => {
    const pastDue = played(...SUBSCRIBED, { do: "fail_payment", subscription });
    const cancelled = played(...SUBSCRIBED, { do: "cancel_subscription", subscription });
    const lenient: Policy = { pastDue: "granted", cancelled: "until_period_end" };
    assert.equal(opinions(pastDue, [subscription])[1], "psub_1 restricted");
    assert.equal(opinions(pastDue, [subscription], lenient)[1], "psub_1 granted");
    assert.equal(opinions(cancelled, [subscription])[1], "psub_1 ended");
    assert.equal(opinions(cancelled, [subscription], lenient)[1], "psub_1 ended_or_granted");
  });

  test("knows nothing of a buyer without objects", () => {
    assert.deepEqual(
      expectedRecords(provisioned, new Set([session]), "nobody", DEFAULT_POLICY),
      [],
    );
  });
});
