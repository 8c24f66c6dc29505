/** What a log must not tell: more people read it than may know what was delivered. @module */

import { Broken, Untested } from "../../target/verdict.ts";
import { ping } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";
import { inverted, signatures } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";
import { markedDeliveries } from "./marked-deliveries.ts";
import { finds, macsOf, secretsOf } from "./secrets.ts";

export const secrecyLog: readonly Entry[] = [
  {
    id: "secrecy/log-has-no-secret",
    level: "MUST",
    profile: "fault",
    claim: "Nothing that the receiver writes holds a secret or a signature that it expected.",
    why: "Logs are copied, searched and kept by systems that have no business signing events.",
    source: "docs/target-contract.md#secrecy",
    remedy: "Log the name of the failed check, never the values that it compared.",
    proof: { kills: "secrecy/secret-in-log" },
    check: async (trial) => {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const forged = { ...ping(trial), timestamp };
      await trial.deliver({ ...forged, bend: signatures(inverted) });
      await deliverAll(trial);
      const written = await writtenBy(trial);
      if (secretsOf(trial).some((secret) => finds(written, secret))) {
        throw new Broken("a secret stands in the receiver's log");
      }
      if (macsOf(trial.target, forged).some((value) => finds(written, value))) {
        throw new Broken("the signature that was expected stands in the receiver's log");
      }
    },
  },
  {
    id: "secrecy/log-has-no-payload",
    level: "MUST",
    profile: "fault",
    claim: "Nothing that the receiver writes holds the payload of a delivery.",
    why: "A payload names buyers and their addresses; what is unverified is whatever somebody wants to stand in your log.",
    source: "docs/target-contract.md#secrecy",
    remedy: "Log an event's id and type, once verified; no body, no header, no parser's message.",
    proof: { kills: "secrecy/payload-in-log" },
    check: async (trial) => {
      const marker = await deliverAll(trial);
      if (finds(await writtenBy(trial), marker)) {
        throw new Broken("a delivery's payload stands in the receiver's log");
      }
    },
  },
];

/** @returns The word that stands in every payload. */
async function deliverAll(trial: Trial): Promise<string> {
  const { marker, signed, unverified } = markedDeliveries(trial);
  for (const delivery of Object.values({ ...signed, ...unverified })) await trial.deliver(delivery);
  return marker;
}

/** Stops the target first: what it has not written by then it never will. */
async function writtenBy({ target }: Trial): Promise<string> {
  if (target.managed === null) throw new Untested("the target was not started by us");
  await target.managed.stop();
  const written = target.managed.output();
  await target.managed.restart();
  return written;
}
