import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { eventOf } from "../../simulator/event.ts";
import { emptyWorld } from "../../simulator/world.ts";
import {
  INVOICE_COMMANDS,
  type Invoice,
  type InvoiceCommand,
  invoiceMove,
  newInvoice,
  spellInvoiceEvent,
  type Versions,
} from "./invoices.ts";
import { enact, type GwopCommand } from "./world.ts";

function issued(versions: Versions = "given", base_amount = "1000000"): Invoice {
  return newInvoice(
    {
      id: "ba7bc94a-5468-42f4-8f04-2502e50c7501",
      public_invoice_id: "inv_7dbeeaad",
      merchant_id: "9e9c9ba5",
      buyer_reference: "buyer_1",
    },
    { items: [{ id: "item_1", quantity: 2 }], base_amount, versions },
    0,
  );
}

/** What the sender tells of it, command by command; a command that can't be carried out tells nothing. */
function toldOf(invoice: Invoice, commands: readonly InvoiceCommand[]) {
  const told: { readonly type: string; readonly invoice: Invoice }[] = [];
  let held = invoice;
  for (const command of commands) {
    const move = invoiceMove(held, command);
    if (move === null) continue;
    held = { ...held, ...move.fields };
    told.push({ type: move.event, invoice: held });
  }
  return told;
}

function wireOf({ type, invoice }: { readonly type: string; readonly invoice: Invoice }) {
  const event = eventOf({ type, object: invoice }, "evt_1");
  return JSON.parse(JSON.stringify(spellInvoiceEvent(event, invoice)));
}

const anyCommands = fc.array(fc.constantFrom(...INVOICE_COMMANDS), { maxLength: 6 });

describe("invoiceMove()", () => {
  test("lets money come after an end, and nothing after money", () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const told = toldOf(issued(), commands);
        const paid = told.findIndex(({ type }) => type === "invoice.paid");
        if (paid >= 0) assert.equal(paid, told.length - 1);
        const asked = commands.some((command) => command.startsWith("pay"));
        assert.equal(paid >= 0, asked);
      }),
    );
  });

  test("tells of each end once, however often it is asked for", () => {
    const types = toldOf(issued(), ["expire_invoice", "expire_invoice", "cancel_invoice"]);
    assert.deepEqual(
      types.map(({ type }) => type),
      ["invoice.expired", "invoice.canceled"],
    );
  });

  test("adds a fee to what was asked for, and leaves it out of what is one short", () => {
    const [paid] = toldOf(issued(), ["pay_invoice"]);
    assert.equal(paid?.invoice.amount_usdc, "1025000");
    const [short] = toldOf(issued("given", "9007199254740993"), ["pay_invoice_short"]);
    assert.equal(short?.invoice.amount_usdc, "9007199254740992");
  });
});

describe("spellInvoiceEvent()", () => {
  test("is the documented envelope", () => {
    const [paid] = toldOf(issued(), ["pay_invoice"]);
    assert.ok(paid !== undefined);
    assert.deepEqual(wireOf(paid), {
      event_id: "evt_1",
      event_type: "invoice.paid",
      event_version: 1,
      created_at: "1970-01-01T00:00:00.000Z",
      data: {
        invoice_id: "ba7bc94a-5468-42f4-8f04-2502e50c7501",
        public_invoice_id: "inv_7dbeeaad",
        merchant_id: "9e9c9ba5",
        status: "PAID",
        amount_usdc: "1025000",
        currency: "USDC",
        payment_chain: "base",
        paid_at: "1970-01-01T00:00:00.000Z",
        payer_wallet: `0x${"42".repeat(20)}`,
      },
    });
  });

  test("never tells whose an invoice is, nor what was asked for", () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        for (const told of toldOf(issued("given", "777777"), commands)) {
          assert.doesNotMatch(JSON.stringify(wireOf(told)), /buyer_1|"777777"|item_1/);
        }
      }),
    );
  });

  for (const [versions, expected] of [
    ["given", [1, 2, 3]],
    ["tied", [1, 1, 1]],
    ["missing", [undefined, undefined, undefined]],
  ] as const) {
    test(`says versions that are ${versions}`, () => {
      const told = toldOf(issued(versions), ["cancel_invoice", "expire_invoice", "pay_invoice"]);
      assert.deepEqual(
        told.map((each) => wireOf(each).event_version),
        expected,
      );
    });
  }
});

describe("enact()", () => {
  test("registers what was issued, says nothing of it, and refuses what was not", () => {
    const { id, buyer_reference: buyer, ...terms } = issued();
    const issue: GwopCommand = { ...terms, do: "issue", invoice: id, buyer };
    const register: GwopCommand = { do: "register", invoice: id };
    const began = enact(emptyWorld(0), issue);
    assert.ok(began.ok && began.change === null);
    const registered = enact(began.world, register);
    assert.ok(registered.ok && registered.change === null);
    const known = [...registered.world.objects].filter(([, states]) => states.at(-1)?.registered);
    assert.deepEqual(
      known.map(([invoice]) => invoice),
      [id],
    );
    assert.ok(!enact(emptyWorld(0), register).ok);
    assert.ok(!enact(began.world, issue).ok);
  });
});
