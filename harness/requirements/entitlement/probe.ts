/** The one route by which others read what a buyer has. @module */

import { type ProbeAnswer, readProbe } from "../../target/probe.ts";
import { Broken, Untested } from "../../target/verdict.ts";
import type { Trial } from "../../trial/trial.ts";
import type { Entry } from "../requirement.ts";

export const probing: readonly Entry[] = [
  {
    id: "entitlement/unknown-buyer-is-empty",
    level: "MUST",
    profile: "state",
    claim: "A buyer without a record is answered with 200 and an empty list.",
    why: "To have nothing is an answer, not an error: a 404 here is taken for a broken route, or the other way round.",
    source: "docs/target-contract.md#the-probe",
    remedy: "Answer with the rows that there are, none included.",
    proof: { kills: "entitlement/unknown-buyer-is-an-error" },
    check: (trial) => trial.expectEntitlements(trial.freshId("buyer")),
  },
  {
    id: "entitlement/probe-needs-buyer",
    level: "MUST",
    profile: "state",
    claim: "Without a buyer_reference the probe answers 400.",
    why: "A missing filter that means no filter lists every customer.",
    source: "docs/target-contract.md#the-probe",
    remedy: "Refuse a request without a buyer_reference before anything is read.",
    proof: { kills: "entitlement/no-buyer-is-everyone" },
    check: async (trial) => {
      const shown = await readProbe(probeOf(trial), null);
      if (shown.kind !== "refused" || shown.status !== 400) {
        throw new Broken(`the probe without a buyer: expected 400, got ${answerOf(shown)}`);
      }
    },
  },
  {
    id: "entitlement/probe-is-guarded",
    level: "MUST",
    profile: "state",
    claim: "Without its token, or with a wrong one, the probe answers 401 and tells nothing.",
    why: "Who has what is personal data, and buyer references can be guessed.",
    source: "docs/target-contract.md#the-probe",
    remedy: "Compare the bearer token, in constant time, before the query is looked at.",
    proof: { kills: "entitlement/probe-is-open" },
    check: async (trial) => {
      const probe = probeOf(trial);
      for (const authorization of [null, "Bearer wrong", `Basic ${probe.token}`]) {
        const shown = await readProbe(probe, trial.freshId("buyer"), authorization);
        if (shown.kind !== "refused" || shown.status !== 401) {
          const how = authorization === null ? "no token" : "a wrong token";
          throw new Broken(`the probe with ${how}: expected 401, got ${answerOf(shown)}`);
        }
      }
    },
  },
];

function probeOf({ target }: Trial) {
  if (target.probe === null) throw new Untested("the target offers no probe");
  return target.probe;
}

function answerOf(shown: ProbeAnswer): string {
  return shown.kind === "refused" ? String(shown.status) : shown.kind;
}
