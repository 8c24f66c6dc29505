/** Bodies that stall hold up nobody else's. @module */

import { setTimeout as wait } from "node:timers/promises";
import { requestOf } from "../../courier/delivery.ts";
import { type Connection, openConnection } from "../../courier/wire-connection.ts";
import { encodeBody, encodeHead } from "../../courier/wire-request.ts";
import { ping } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";
import { patienceWith } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";
import { expectServedBeside, type Waiting } from "../served-beside.ts";

const SOURCE = "docs/target-contract.md#at-the-same-time";

/** Until a target on this machine has read what was sent. */
const READ_WITHIN_MS = 50;

export const httpBeside: readonly Entry[] = [
  {
    ...stalled(1),
    id: "http/beside-stalled-body",
    level: "MUST",
    claim: "While one sender's body stalls, another delivery is taken.",
    why: "One connection that sends half a body and no more, by a bad network or on purpose, would stop all purchases for as long as it likes (sutando#1921).",
    remedy:
      "Serve connections side by side: threads, processes, or an event loop that waits for none.",
    proof: { kills: "http/one-body-at-a-time" },
  },
  {
    ...stalled(10),
    id: "http/beside-ten-stalled-bodies",
    level: "SHOULD",
    claim: "While ten bodies stall, another delivery is taken.",
    why: "A handful of workers is used up by as many slow senders.",
    remedy: "Let a body that is still to come take no worker.",
    proof: { kills: "http/eight-bodies-at-a-time" },
  },
  {
    ...stalled(50),
    id: "http/beside-fifty-stalled-bodies",
    level: "SHOULD",
    claim: "While fifty bodies stall, another delivery is taken.",
    why: "Fifty open connections are an ordinary bad minute of a sender's network, and cost one machine nothing to open on purpose.",
    remedy:
      "Let a body that is still to come take no worker, and bound what all of them may take of memory.",
    proof: { kills: "http/thirty-bodies-at-a-time" },
  },
];

function stalled(count: number): Pick<Entry, "profile" | "source" | "isLast" | "check"> {
  const what = count === 1 ? "a body that stalls" : `${count} bodies that stall`;
  return {
    profile: "wire",
    source: SOURCE,
    isLast: "crowds",
    check: (trial) => {
      trial.cannotTell("the check holds connections open");
      return expectServedBeside(
        () => stall(trial, count),
        () => trial.deliver(ping(trial)),
        what,
      );
    },
  };
}

/** Sends so many bodies as far as their middle. */
async function stall(trial: Trial, count: number): Promise<Waiting> {
  const connections = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      stallOne(trial, index % 2 === 0 ? "length" : "chunked"),
    ),
  );
  return {
    outcomes: connections.map(({ outcome }) => outcome),
    underWay: wait(READ_WITHIN_MS),
    end: () => {
      for (const { hangUp } of connections) hangUp();
    },
  };
}

async function stallOne(trial: Trial, framing: "length" | "chunked"): Promise<Connection> {
  const { target, signal } = trial;
  const request = requestOf(target, { ...ping(trial), framing }, Date.now());
  const connection = openConnection(request, { signal });
  connection.giveUpIn(patienceWith(target));
  await connection.send(encodeHead(request));
  const body = encodeBody(request);
  await connection.send(body.subarray(0, body.length / 2));
  return connection;
}
