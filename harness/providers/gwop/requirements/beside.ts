/** Two senders at one receiver: what one of them tells changes nothing of the other. @module */

import { Broken, Untested } from "../../../target/verdict.ts";
import { disagreements } from "../../../trial/compare.ts";
import { type Purchase, purchase } from "../../../trial/stories.ts";
import type { Trial } from "../../../trial/trial.ts";
import { PROXY } from "../../proxy/trial.ts";
import type { GwopEntry } from "../requirement.ts";
import type { GwopTrial } from "../trial.ts";

export const gwopBeside: readonly GwopEntry[] = [
  {
    id: "dedupe/same-id-as-proxys",
    level: "MUST",
    profile: "state",
    claim: "An event is no repetition because the other sender has used its id.",
    why: "Each sender counts for itself: in an inbox that is keyed by the id alone, the second event of a pair is lost as a duplicate, and with it somebody's money.",
    source: "docs/target-contract.md#two-senders",
    remedy: "Make the sender a part of the inbox's key.",
    proof: { kills: "dedupe/inbox-without-sender" },
    check: (trial) =>
      withOther(trial, async (other) => {
        const pairs: readonly (readonly [Trial, Trial])[] = [
          [other, trial],
          [trial, other],
        ];
        for (const pair of pairs) {
          const id = trial.freshId("evt");
          for (const one of pair) {
            const { buyer, granting } = await purchase(one);
            await one.settle({ ...granting, id });
            await one.expectEntitlements(buyer);
          }
        }
      }),
  },
  {
    id: "entitlement/beside-proxys",
    level: "MUST",
    profile: "state",
    claim: "Who bought through both senders is shown both records, each as its own sender's.",
    why: "A record that is keyed by the buyer, or a probe that reads one sender's table, forgets half of what was paid for.",
    source: "docs/target-contract.md#two-senders",
    remedy: "Key entitlements by sender and source, and let the probe read all of a buyer's.",
    proof: { kills: "entitlement/hides-the-other-sender" },
    check: (trial) =>
      withOther(trial, async (other) => {
        const buyer = trial.freshId("buyer");
        const bought: readonly (readonly [Trial, Purchase])[] = [
          [other, await purchase(other, buyer)],
          [trial, await purchase(trial, buyer)],
        ];
        for (const [one, { granting }] of bought) await one.settle(granting);

        const rows = await trial.readRecords(buyer);
        for (const [one, { source }] of bought) {
          const provider = one.sender.name;
          const own = rows.filter((row) => (row.provider ?? "proxy") === provider);
          const [first] = disagreements(one.expected(buyer), own);
          if (first !== undefined) throw new Broken(one.symbolic(`${provider}: ${first}`));
          if (own.length !== 1) throw new Broken(one.symbolic(`${source}: expected one record`));
        }
      }),
  },
];

/** @throws {Untested} Where the run is about one sender. */
async function withOther(trial: GwopTrial, check: (other: Trial) => Promise<void>): Promise<void> {
  const other = trial.beside(PROXY);
  if (other === null) throw new Untested("needs both senders: --provider all");
  try {
    await check(other);
  } finally {
    other.close();
  }
}
