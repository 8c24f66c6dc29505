/**
 * What must not be recorded: an event is done once its effect is written, and not before.
 *
 * @module
 */

import type { Delivery } from "../../courier/delivery.ts";
import { bodyOf } from "../../courier/delivery.ts";
import { isAccepted } from "../../courier/outcome.ts";
import { Broken } from "../../target/verdict.ts";
import { onTheWire } from "../../trial/ping.ts";
import { type Purchase, purchase } from "../../trial/stories.ts";
import type { Trial } from "../../trial/trial.ts";
import { utf8 } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

const AFTER_VERIFYING =
  "Record the event in the statement that applies it, after signature, timestamp and body were checked.";

export const recording: readonly Entry[] = [
  {
    id: "dedupe/forged-is-not-recorded",
    level: "MUST",
    profile: "state",
    claim: "A forged delivery does not use up the id of the event that it names.",
    why: "Whoever guesses or learns an event's id could suppress it by sending it first.",
    source: "docs/target-contract.md#verify-first",
    remedy: AFTER_VERIFYING,
    proof: { kills: "dedupe/recorded-before-verifying" },
    check: async (trial) => {
      const bought = await purchase(trial);
      const tamper = (body: Uint8Array) => Uint8Array.of(...body, 0x0a);
      await expectNotUsedUp(trial, bought, { body: bodyOf(bought.granting, trial.target), tamper });
    },
  },
  {
    id: "dedupe/stale-is-not-recorded",
    level: "MUST",
    profile: "state",
    claim: "A delivery refused for its timestamp does not use up its event.",
    why: "A delivery that was held up is refused and sent again with a fresh stamp: recorded by then, the event is lost.",
    source: "docs/target-contract.md#verify-first",
    remedy: AFTER_VERIFYING,
    proof: { kills: "dedupe/recorded-before-time-is-checked" },
    check: async (trial) => {
      const bought = await purchase(trial);
      const skewSeconds = -(trial.target.toleranceSeconds + 60);
      await expectNotUsedUp(trial, bought, {
        body: bodyOf(bought.granting, trial.target),
        skewSeconds,
      });
    },
  },
  {
    id: "dedupe/malformed-is-not-recorded",
    level: "MUST",
    profile: "state",
    claim: "A rightly signed body that is no event does not use up the id in it.",
    why: "After the sender mended its bug the same event comes again in good shape, and must count.",
    source: "docs/target-contract.md#malformed",
    remedy: AFTER_VERIFYING,
    proof: { kills: "dedupe/recorded-before-the-body-is-checked" },
    check: async (trial) => {
      const bought = await purchase(trial);
      const { id, type, created_at } = bought.granting;
      const event = onTheWire(trial.sender.wire, { id, type, created_at, data: {} });
      const body = utf8(JSON.stringify(event));
      await expectNotUsedUp(trial, bought, { body });
    },
  },
];

/**
 * Sends the delivery that is to be refused, under the id of the purchase's event; then the event.
 */
async function expectNotUsedUp(
  trial: Trial,
  { buyer, granting }: Purchase,
  refused: Delivery,
): Promise<void> {
  const outcome = await trial.deliver({
    ...refused,
    eventId: granting.id,
    eventType: granting.type,
  });
  if (isAccepted(outcome)) throw new Broken("a delivery that is to be refused was acknowledged");
  await trial.expectEntitlements(buyer);
  await trial.settle(granting);
  await trial.expectEntitlements(buyer);
}
