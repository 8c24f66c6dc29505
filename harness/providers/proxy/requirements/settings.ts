/** What only Proxy's endpoint can be set to: a scheme that signs the id, and a tolerance. @module */

import { startedWith } from "../../../requirements/misconfigured.ts";
import { expectEachRefused, expectNoneTaken } from "../../../requirements/odd-delivery.ts";
import { Untested } from "../../../target/verdict.ts";
import type { ProxyEntry } from "../requirement.ts";

export const settings: readonly ProxyEntry[] = [
  {
    id: "signature/signed-id-must-match",
    level: "MUST",
    profile: "wire",
    claim: "A delivery whose signed event id is not its body's is refused.",
    why: "Two ids are two events to a dedupe: one part of the system goes by the header's, another by the body's.",
    source: "docs/target-contract.md#standard-webhooks; docs/assumptions.md#a16",
    remedy: "Compare webhook-id with the body's id after the signature held, and answer 400.",
    proof: { kills: "signature/two-ids" },
    check: (trial) => {
      if (trial.target.scheme.isPaired) {
        throw new Untested("t-v1 does not sign an event id beside the body");
      }
      const other = trial.freshId("evt");
      return expectEachRefused(trial, { "another event's id in webhook-id": { eventId: other } });
    },
  },
  {
    id: "time/tolerance-unreadable",
    level: "MUST",
    profile: "fault",
    claim: "A tolerance that is no number does not switch the time check off.",
    why: "Every comparison with NaN is false: read from 5m or from an empty setting, it lets the oldest recording in.",
    source: "docs/target-contract.md#environment",
    remedy: "Refuse to start with a tolerance that is not a whole number above 0.",
    proof: { kills: "time/unreadable-tolerance-taken" },
    check: (trial) =>
      startedWith(trial, { PROXY_TOLERANCE_SECONDS: "5m" }, () =>
        expectNoneTaken(trial, {
          "a day old, where the tolerance is no number": { skewSeconds: -86_400 },
        }),
      ),
  },
];
