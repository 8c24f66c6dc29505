/** How long a delivery may be on its way, and how its time may be spelled. @module */

import type { Delivery } from "../courier/delivery.ts";
import { expectAccepted, expectStatus } from "../expect.ts";
import { ping } from "../preflight.ts";
import type { Requirement } from "../requirement.ts";
import type { Trial } from "../trial.ts";

/** On the wire a second may pass between signing and checking, so the edge itself is not tried. */
const INSIDE_SECONDS = 10;
const OUTSIDE_SECONDS = 30;

export const time: readonly Requirement[] = [
  {
    id: "time/within-tolerance",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp inside the tolerance is accepted, on either side of the clock.",
    source: "A2",
    check: async (trial) => {
      const inside = trial.target.toleranceSeconds - INSIDE_SECONDS;
      if (inside <= 0) return;
      for (const skewSeconds of [-inside, inside]) {
        const outcome = await trial.deliver({ ...ping(trial), skewSeconds });
        expectAccepted(outcome, `a timestamp ${skewSeconds} s from the clock`);
      }
    },
  },
  {
    id: "time/stale",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp older than the tolerance is refused, however good its signature.",
    source: 'STATE "verify the webhook signature and timestamp"; A2',
    check: async (trial) => {
      const skewSeconds = -trial.target.toleranceSeconds - OUTSIDE_SECONDS;
      const outcome = await trial.deliver({ ...ping(trial), skewSeconds });
      expectStatus(outcome, [401], `a timestamp ${skewSeconds} s from the clock`);
    },
  },
  {
    id: "time/future",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp further ahead than the tolerance is refused.",
    source: "A2: 300 s in both directions",
    check: async (trial) => {
      const skewSeconds = trial.target.toleranceSeconds + OUTSIDE_SECONDS;
      const outcome = await trial.deliver({ ...ping(trial), skewSeconds });
      expectStatus(outcome, [401], `a timestamp ${skewSeconds} s from the clock`);
    },
  },
  {
    id: "time/plain-digits",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp that is not spelled in plain digits is refused, although it is signed.",
    source: 'verification cases "Header"',
    check: async (trial) => {
      const seconds = String(Math.floor(Date.now() / 1000));
      const spellings = [`${seconds}junk`, `0${seconds}`, `+${seconds}`, `${seconds}.5`, "1e9"];
      for (const timestamp of spellings) await expectRefused(trial, { timestamp });
    },
  },
];

async function expectRefused(trial: Trial, oddity: Delivery): Promise<void> {
  const outcome = await trial.deliver({ ...ping(trial), ...oddity });
  expectStatus(outcome, [401], `a timestamp spelled ${shape(oddity.timestamp ?? "")}`);
}

/** The clock must not get into a finding: two runs with one seed read the same. */
function shape(timestamp: string): string {
  return timestamp.replace(/\d{10}/, "<seconds>");
}
