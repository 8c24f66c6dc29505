import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventOf, type WebhookEvent } from "../simulator/event.ts";
import { type Command, emptyWorld, enact, type World } from "../simulator/world.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { createHearing, type Hearing } from "./hearing.ts";

const invoice = "invoice_1";
const ISSUE: Command = {
  do: "issue",
  invoice,
  public_invoice_id: "inv_1",
  merchant_id: "merchant",
  buyer: "buyer_1",
  items: [{ id: "item_1", quantity: 1 }],
  base_amount: "1000000",
  versions: "given",
};
const REGISTER: Command = { do: "register", invoice };

/** A world that goes on while somebody hears of it. */
function listen(...commands: readonly Command[]) {
  let world: World = emptyWorld(0);
  let events = 0;
  const act = (command: Command): WebhookEvent | null => {
    const step = enact(world, command);
    assert.ok(step.ok);
    world = step.world;
    return step.change === null ? null : eventOf(step.change, `evt_${++events}`);
  };
  for (const command of commands) act(command);
  const announce = (command: Command): WebhookEvent => {
    const event = act(command);
    assert.ok(event !== null);
    return event;
  };
  return { act, announce, hearing: createHearing(() => world) };
}

function expected({ expected: ask }: Hearing, buyer = "buyer_1"): readonly string[] {
  return ask(buyer, DEFAULT_POLICY).map(({ access }) => access);
}

function allowed({ allowed: ask }: Hearing): ReadonlySet<string> {
  const candidates = ask("buyer_1", DEFAULT_POLICY).get(invoice) ?? [];
  return new Set(candidates.map(({ access }) => access));
}

describe("createHearing()", () => {
  test("grants an invoice once its payment was acknowledged, and not when it was sent", () => {
    const { announce, hearing } = listen(ISSUE, REGISTER);
    const paid = announce({ do: "pay_invoice", invoice });
    hearing.sent(paid);
    assert.deepEqual(expected(hearing), ["unavailable_or_none"]);
    hearing.acknowledged(paid);
    assert.deepEqual(expected(hearing), ["granted"]);
  });

  test("allows both between the sending and the answer, and one of them before and after", () => {
    const { announce, hearing } = listen(ISSUE, REGISTER);
    const paid = announce({ do: "pay_invoice", invoice });
    assert.deepEqual(allowed(hearing), new Set(["unavailable_or_none"]));
    hearing.sent(paid);
    assert.deepEqual(allowed(hearing), new Set(["unavailable_or_none", "granted"]));
    hearing.acknowledged(paid);
    assert.deepEqual(allowed(hearing), new Set(["granted"]));
  });

  test("expects nothing of what was heard before the registration, until that", () => {
    const { act, announce, hearing } = listen(ISSUE);
    const paid = announce({ do: "pay_invoice", invoice });
    hearing.sent(paid);
    hearing.acknowledged(paid);
    assert.deepEqual(expected(hearing), ["none"]);
    assert.deepEqual(allowed(hearing), new Set(["none"]));
    act(REGISTER);
    assert.deepEqual(expected(hearing), ["granted"]);
  });

  test("remembers each state of an invoice that was heard of, in whatever order that was", () => {
    const { announce, hearing } = listen(ISSUE, REGISTER);
    const expired = announce({ do: "expire_invoice", invoice });
    const paid = announce({ do: "pay_invoice", invoice });
    for (const event of [paid, expired, paid]) hearing.acknowledged(event);
    const statuses = hearing.ofInvoice(invoice).map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), ["EXPIRED", "PAID"]);
    assert.deepEqual(expected(hearing), ["granted"]);
  });

  test("knows of nothing that another buyer has", () => {
    const { announce, hearing } = listen(ISSUE, REGISTER);
    hearing.acknowledged(announce({ do: "pay_invoice", invoice }));
    assert.deepEqual(expected(hearing, "buyer_2"), []);
  });
});
