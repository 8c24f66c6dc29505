import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { emptyWorld } from "../../simulator/world.ts";
import { DEFAULT_POLICY } from "../../target/policy.ts";
import { allowedRecords } from "./along-the-way.ts";
import { cartOf } from "./verbs.ts";
import { enact, type ProxyCommand, type ProxyWorld } from "./world.ts";

const session = "psess_1";
const subscription = "psub_1";
const BEGUN: readonly ProxyCommand[] = [
  { do: "create", session, buyer: "buyer_1", items: cartOf(2) },
  { do: "hand_off", session },
  { do: "open", session },
  { do: "pay", session },
];
const PROVISIONED: readonly ProxyCommand[] = [...BEGUN, { do: "make_provisionable", session }];
const CANCELLED: readonly ProxyCommand[] = [
  ...BEGUN,
  { do: "start_subscription", session, subscription, trial: false },
  { do: "renew", subscription },
  { do: "cancel_subscription", subscription },
];

function played(commands: readonly ProxyCommand[]): ProxyWorld {
  return commands.reduce<ProxyWorld>((world, command) => {
    const step = enact(world, command);
    assert.ok(step.ok);
    return step.world;
  }, emptyWorld(0));
}

/** What may be shown of an object, where so much was sent and acknowledged. */
function allowed(
  commands: readonly ProxyCommand[],
  attempted: readonly string[],
  acknowledged: readonly (readonly [string, number])[],
  id: string,
): readonly string[] {
  const heard = { attempted: new Set(attempted), acknowledged: new Map(acknowledged) };
  const records = allowedRecords(played(commands), heard, "buyer_1", DEFAULT_POLICY);
  return [...new Set((records.get(id) ?? []).map(({ access }) => access))].toSorted();
}

describe("allowedRecords()", () => {
  test("allows nothing but silence about an object that nothing was sent about", () => {
    assert.deepEqual(allowed(PROVISIONED, [], [], session), ["none"]);
  });

  test("allows nothing but silence before Proxy's state has granted anything", () => {
    assert.deepEqual(allowed(BEGUN, [session], [[session, 3]], session), ["none"]);
  });

  test("allows a grant from the moment in which a read could show it", () => {
    assert.deepEqual(allowed(PROVISIONED, [session], [[session, 3]], session), ["granted", "none"]);
  });

  test("demands the grant once its own event was acknowledged", () => {
    assert.deepEqual(allowed(PROVISIONED, [session], [[session, 4]], session), ["granted"]);
  });

  test("demands that access has ended once the cancellation was acknowledged", () => {
    const states = [[subscription, 2]] as const;
    assert.deepEqual(allowed(CANCELLED, [subscription], states, subscription), ["ended"]);
    const renewal = [[subscription, 1]] as const;
    assert.deepEqual(allowed(CANCELLED, [subscription], renewal, subscription), [
      "ended",
      "granted",
    ]);
  });
});
