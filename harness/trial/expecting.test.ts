import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { WebhookEvent } from "../simulator/event.ts";
import { emptyWorld } from "../simulator/world.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { Broken } from "../target/verdict.ts";
import type { ExpectedRecord } from "./expected-record.ts";
import { expecting } from "./expecting.ts";
import { createHearing } from "./hearing.ts";
import type { Heard, Sender } from "./sender.ts";

const ID = "thing_1";
const AT = "2026-01-01T00:00:00.000Z";
const THING = {
  id: ID,
  status: "paid",
  buyer_reference: "buyer_1",
  created_at: AT,
  updated_at: AT,
};
const EVENT: WebhookEvent = {
  id: "evt_1",
  type: "thing.paid",
  created_at: AT,
  data: { object: THING },
};
const GRANTED: ExpectedRecord = { source: ID, access: "granted", kind: "one_time", quantity: 1 };
const NONE: ExpectedRecord = { ...GRANTED, access: "none" };

/** What was acknowledged is to be seen; what was not need not be. */
const oracle: Sender["oracle"] = {
  expected: () => [],
  allowed: (_world, { heard }: { readonly heard: Heard }) =>
    new Map([[ID, heard.has(ID) ? [GRANTED] : [NONE, GRANTED]]]),
};

/** Looks at a probe that shows nothing, and at which something happens while it answers. */
function look(happens: "before" | "meanwhile"): Promise<void> {
  const hearing = createHearing();
  hearing.noteSent(EVENT);
  if (happens === "before") hearing.noteAcknowledged(EVENT);
  const readProbe = async () => {
    if (happens === "meanwhile") hearing.noteAcknowledged(EVENT);
    return { kind: "records", records: [] } as const;
  };
  const means = {
    sender: { oracle },
    target: { policy: DEFAULT_POLICY },
    transport: { readProbe },
  };
  return expecting(means, () => emptyWorld(0), hearing).expectAllowed("buyer_1");
}

describe("expectAllowed()", () => {
  test("wants shown what was acknowledged before the probe was asked, and no more", async () => {
    await assert.rejects(look("before"), Broken);
    await look("meanwhile");
  });
});
