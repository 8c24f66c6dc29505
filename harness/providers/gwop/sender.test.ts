import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { eventOf, type WebhookEvent } from "../../simulator/event.ts";
import { emptyWorld } from "../../simulator/world.ts";
import { DEFAULT_POLICY } from "../../target/policy.ts";
import { createHearing } from "../../trial/hearing.ts";
import { createIds } from "../../trial/ids.ts";
import { shuffled } from "../../values/naming.ts";
import { gwopSender } from "./sender.ts";
import { enact, type GwopCommand, type GwopWorld } from "./world.ts";

const SENDER = gwopSender("merchant", null);

const invoice = "invoice_1";
const ISSUE: GwopCommand = {
  do: "issue",
  invoice,
  public_invoice_id: "inv_1",
  merchant_id: "merchant",
  buyer: "buyer_1",
  items: [{ id: "item_1", quantity: 1 }],
  base_amount: "1000000",
  versions: "given",
};
const REGISTER: GwopCommand = { do: "register", invoice };

/** A world that goes on while somebody hears of it, and what the oracle says of that. */
function listen(...commands: readonly GwopCommand[]) {
  const hearing = createHearing();
  let world: GwopWorld = emptyWorld(0);
  let events = 0;
  const act = (command: GwopCommand): WebhookEvent | null => {
    const step = enact(world, command);
    assert.ok(step.ok);
    world = step.world;
    return step.change === null ? null : eventOf(step.change, `evt_${++events}`);
  };
  for (const command of commands) act(command);
  const announce = (command: GwopCommand): WebhookEvent => {
    const event = act(command);
    assert.ok(event !== null);
    return event;
  };
  const expected = (buyer = "buyer_1"): readonly string[] =>
    SENDER.oracle.expected(world, hearing.heard, buyer, DEFAULT_POLICY).map(({ access }) => access);
  const allowed = (): ReadonlySet<string> => {
    const candidates = SENDER.oracle.allowed(world, hearing, "buyer_1", DEFAULT_POLICY);
    return new Set((candidates.get(invoice) ?? []).map(({ access }) => access));
  };
  return { act, announce, hearing, expected, allowed };
}

describe("gwopSender()'s oracle", () => {
  test("grants an invoice once its payment was acknowledged, and not when it was sent", () => {
    const { announce, hearing, expected } = listen(ISSUE, REGISTER);
    const paid = announce({ do: "pay_invoice", invoice });
    hearing.noteSent(paid);
    assert.deepEqual(expected(), ["unavailable_or_none"]);
    hearing.noteAcknowledged(paid);
    assert.deepEqual(expected(), ["granted"]);
  });

  test("allows both between the sending and the answer, and one of them before and after", () => {
    const { announce, hearing, allowed } = listen(ISSUE, REGISTER);
    const paid = announce({ do: "pay_invoice", invoice });
    assert.deepEqual(allowed(), new Set(["unavailable_or_none"]));
    hearing.noteSent(paid);
    assert.deepEqual(allowed(), new Set(["unavailable_or_none", "granted"]));
    hearing.noteAcknowledged(paid);
    assert.deepEqual(allowed(), new Set(["granted"]));
  });

  test("expects nothing of what was heard before the registration, until that", () => {
    const { act, announce, hearing, expected, allowed } = listen(ISSUE);
    const paid = announce({ do: "pay_invoice", invoice });
    hearing.noteSent(paid);
    hearing.noteAcknowledged(paid);
    assert.deepEqual(expected(), ["none"]);
    assert.deepEqual(allowed(), new Set(["none"]));
    act(REGISTER);
    assert.deepEqual(expected(), ["granted"]);
  });

  test("counts each state of an invoice that was heard of, in whatever order that was", () => {
    const { announce, hearing, expected } = listen(ISSUE, REGISTER);
    const expired = announce({ do: "expire_invoice", invoice });
    const paid = announce({ do: "pay_invoice", invoice });
    for (const event of [paid, expired, paid]) hearing.noteAcknowledged(event);
    const statuses = [...(hearing.heard.get(invoice) ?? [])].map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), ["EXPIRED", "PAID"]);
    assert.deepEqual(expected(), ["granted"]);
  });

  test("knows of nothing that another buyer has", () => {
    const { announce, hearing, expected } = listen(ISSUE, REGISTER);
    hearing.noteAcknowledged(announce({ do: "pay_invoice", invoice }));
    assert.deepEqual(expected("buyer_2"), []);
  });
});

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("gwopSender()'s ids", () => {
  test("give an invoice a UUID, and a public id of 32 digits", () => {
    fc.assert(
      fc.property(fc.nat(), (nonce) => {
        const { freshId } = createIds({
          nonce: `n${nonce}`,
          naming: shuffled(nonce),
          spellId: SENDER.wire.spellId,
          fits: () => true,
        });
        assert.match(freshId("invoice"), UUID_4);
        assert.match(freshId("inv"), /^inv_[0-9a-f]{32}$/);
      }),
    );
  });
});
