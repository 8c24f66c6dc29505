import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bill } from "../providers/gwop/stories.ts";
import { atGwop } from "../providers/gwop/trial.ts";
import { buy } from "../providers/proxy/stories.ts";
import { atProxy } from "../providers/proxy/trial.ts";
import { senderNamed } from "../providers/testing.ts";
import type { Trial } from "../trial/trial.ts";
import type { Entry } from "./requirement.ts";

type Check = Entry["check"];

/** Each as a promise of every sender's endpoint could be checked, did it compile. */
const REFUSED = {
  // @ts-expect-error: this story is told in Proxy's world.
  buys: async (trial) => void buy(trial),
  // @ts-expect-error: this story is told in Gwop's world.
  bills: async (trial) => void (await bill(trial)),
  // @ts-expect-error: only Proxy has sessions.
  pays: async (trial) => void trial.act({ do: "pay", session: "psess_1" }),
  // @ts-expect-error: only Gwop has invoices.
  isPaid: async (trial) => void trial.announce({ do: "pay_invoice", invoice: "invoice_1" }),
  // @ts-expect-error: only the app that sells by Gwop registers anything.
  registers: async (trial) => void (await trial.carryOut({ do: "register", invoice: "invoice_1" })),
  // @ts-expect-error: only Gwop has merchants.
  asks: async (trial) => void trial.sender.merchantId,
} satisfies Readonly<Record<string, Check>>;

/** The same of a promise of one sender's endpoint, and of the other's world. */
const REFUSED_OF_ONE = {
  // @ts-expect-error: Proxy's world has no invoices.
  pays: async (trial) => void atProxy(trial).act({ do: "pay_invoice", invoice: "invoice_1" }),
  // @ts-expect-error: Gwop's world has no sessions.
  isPaid: async (trial) => void atGwop(trial).act({ do: "pay", session: "psess_1" }),
  // @ts-expect-error: this story is told in Proxy's world.
  buys: async (trial) => void buy(atGwop(trial)),
  // @ts-expect-error: this story is told in Gwop's world.
  bills: async (trial) => void (await bill(atProxy(trial))),
} satisfies Readonly<Record<string, Check>>;

/** A trial of which nothing is asked but whose it is. */
function trialOf(sender: string): Trial {
  const trial: Pick<Trial, "sender"> = { sender: senderNamed(sender) };
  // Neither of the two functions below looks at any more of it.
  return trial as Trial;
}

describe("a check of every sender's", () => {
  test("can't use what only one sender has: it does not compile", () => {
    assert.equal(Object.keys(REFUSED).length, 6);
  });
});

describe("a check of one sender's", () => {
  test("can't use what only another one has: it does not compile", () => {
    assert.equal(Object.keys(REFUSED_OF_ONE).length, 4);
  });

  test("is given a trial of that sender's", () => {
    const [proxy, gwop] = [trialOf("proxy"), trialOf("gwop")];
    assert.equal(atProxy(proxy), proxy);
    assert.equal(atGwop(gwop), gwop);
  });

  test("refuses a trial of another sender's", () => {
    assert.throws(() => atProxy(trialOf("gwop")), /a check of Proxy's was given a trial of gwop's/);
    assert.throws(() => atGwop(trialOf("proxy")), /a check of Gwop's was given a trial of proxy's/);
  });
});
