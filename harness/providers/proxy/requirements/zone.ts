/** A receiver in another time zone than the machine that it was tested on. @module */

import { startedIn } from "../../../requirements/misconfigured.ts";
import { stale } from "../../../requirements/odd-delivery.ts";
import { expectAccepted, expectStatus } from "../../../trial/expect.ts";
import { requireField } from "../../../trial/expecting.ts";
import { ping } from "../../../trial/ping.ts";
import type { ProxyEntry } from "../requirement.ts";
import { subscribe } from "../stories.ts";
import type { ProxyTrial } from "../trial.ts";

/** Five hours and three quarters: no rounding hides it. Postgres' own clients read PGTZ. */
const ELSEWHERE = { TZ: "Asia/Kathmandu", PGTZ: "Asia/Kathmandu" };

export const zone: readonly ProxyEntry[] = [
  {
    id: "state/other-time-zone",
    level: "MUST",
    profile: "fault",
    claim: "In another time zone every instant is the same, those written before as well.",
    why: "An instant that is stored or read without its zone is local time: right on every machine in UTC, and hours off on the first that isn't, so that what is new looks old (orb-node#156).",
    source: "docs/target-contract.md#environment; docs/target-contract.md#the-probe",
    remedy:
      "Store instants with their zone (timestamptz, or UTC), parse and print them with it, and never by local time.",
    proof: { kills: "state/instants-in-local-time" },
    check: async (trial) => {
      const before = subscribe(trial);
      await renew(trial, before);
      requireField(await trial.readRecords(before.buyer), "access_until");
      const meanwhile = subscribe(trial);
      await startedIn(trial, ELSEWHERE, async () => {
        await trial.expectEntitlements(before.buyer);
        await expectClockRight(trial);
        for (const each of [before, meanwhile]) await renew(trial, each);
      });
      for (const each of [before, meanwhile]) {
        await trial.expectEntitlements(each.buyer);
        await renew(trial, each);
      }
    },
  },
];

/** A second later than what came before it: whatever shifts one of the two by hours puts it first or last. */
async function renew(
  trial: ProxyTrial,
  { buyer, subscription }: { readonly buyer: string; readonly subscription: string },
): Promise<void> {
  await trial.settle(trial.announce({ do: "renew", subscription }));
  await trial.expectEntitlements(buyer);
}

async function expectClockRight(trial: ProxyTrial): Promise<void> {
  expectAccepted(await trial.deliver(ping(trial)), "a fresh delivery in another time zone");
  const outcome = await trial.deliver({ ...ping(trial), ...stale(trial.target) });
  expectStatus(outcome, ["4xx"], "a stale delivery in another time zone");
}
