/** How long a receiver works on a request, whatever the sender or the API do meanwhile. @module */

import { setTimeout as wait } from "node:timers/promises";
import { requestOf } from "../../courier/delivery.ts";
import type { WireOutcome } from "../../courier/wire.ts";
import { openConnection } from "../../courier/wire-connection.ts";
import { encodeHead } from "../../courier/wire-request.ts";
import { Broken } from "../../target/verdict.ts";
import { assertReached } from "../../trial/expect.ts";
import { ping } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";
import { expectGivenUp, patienceWith } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

/** So many bytes come in the time that a target has for a body: fewer than any event has. */
const DRIPS = 40;

export const httpPatience: readonly Entry[] = [
  {
    id: "http/half-closed",
    level: "MUST",
    profile: "wire",
    claim: "A sender that closes its side after the delivery is answered, or cut off, in time.",
    why: "Some clients and proxies close their side after the request. What must not happen is that the connection stays for ever.",
    source: "docs/target-contract.md#limits",
    remedy: "Leave it to the HTTP server, and keep its timeouts on.",
    proof: { cannot: "the HTTP server decides it before a receiver is called" },
    check: async (trial) => {
      const outcome = await trial.deliver({ ...ping(trial), ending: "half_closed" });
      assertReached(outcome);
      if (outcome.kind === "timed_out") throw new Broken("a half-closed connection was kept open");
    },
  },
  {
    id: "http/slow-body",
    level: "MUST",
    profile: "wire",
    claim: "A body that comes a byte at a time is given up as a whole, however steadily it comes.",
    why: "A deadline for each read is never met by a sender that always sends one byte more (slow POST).",
    source: "docs/target-contract.md#limits",
    remedy: "Put one deadline on the whole body, beside the one on silence.",
    proof: { kills: "http/deadline-for-each-read" },
    onlyWaits: true,
    check: async (trial) => {
      expectGivenUp(await drip(trial), "a body of one byte at a time");
    },
  },
];

/** Sends a body by single bytes, without ever coming to its end. */
async function drip(trial: Trial): Promise<WireOutcome> {
  const { target, signal } = trial;
  const { eventId, body } = ping(trial);
  const framing = { declaredLength: body.length + 1 };
  const request = requestOf(target, { eventId, body, framing }, Date.now());

  const connection = openConnection(request, { signal });
  connection.giveUpIn(patienceWith(target));
  await connection.send(encodeHead(request));
  for (let at = 0; ; at += 1) {
    await connection.send(body.subarray(at, at + 1));
    const outcome = await Promise.race([
      connection.outcome,
      wait(target.bodyWithinMs / DRIPS, null, { signal }),
    ]);
    if (outcome !== null) return outcome;
  }
}
