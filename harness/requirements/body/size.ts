/** How much of a body is taken, and for how long it is waited for. @module */

import type { Delivery } from "../../courier/delivery.ts";
import type { WireOutcome } from "../../courier/wire.ts";
import { expectAccepted, expectRefused } from "../../trial/expect.ts";
import { ping } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";
import {
  expectGivenUp,
  expectStatusOrCut,
  inverted,
  patienceWith,
  signatures,
} from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";
import { expectTooLargeFirst } from "../told-apart.ts";

export const bodySize: readonly Entry[] = [
  {
    id: "body/at-limit",
    level: "MUST",
    profile: "wire",
    claim: "A body of exactly the limit is accepted.",
    why: "A limit that is one off refuses, some day, one honest delivery that nobody can explain.",
    source: "docs/target-contract.md#limits",
    remedy: "Refuse what is greater than the limit, not what equals it.",
    proof: { kills: "body/limit-off-by-one" },
    check: async (trial) => {
      for (const framing of ["length", "chunked"] as const) {
        const whole = padded(trial, trial.target.bodyLimitBytes);
        const outcome = await trial.deliver({ ...whole, framing });
        expectAccepted(outcome, `a body of exactly the limit, framed by ${framing}`);
      }
    },
  },
  {
    id: "body/over-limit",
    level: "MUST",
    profile: "wire",
    claim: "A body that is declared to be over the limit is refused.",
    why: "Bodies are kept in memory until they are verified: without a bound anyone can fill it.",
    source: "docs/target-contract.md#limits",
    remedy: "Compare Content-Length with a limit before reading anything.",
    proof: { kills: "body/unbounded" },
    check: async (trial) => {
      await expectTooLarge(trial, { framing: "length" }, "one byte over the limit");
    },
  },
  {
    id: "body/over-limit-chunked",
    level: "MUST",
    profile: "wire",
    claim: "A body that grows over the limit as it comes, in chunks, is refused.",
    why: "A chunked body declares no length: a limit on Content-Length alone is a limit on the honest.",
    source: "docs/target-contract.md#limits",
    remedy: "Count the bytes as they arrive, and stop at the limit.",
    proof: { kills: "body/declared-length-trusted" },
    check: async (trial) => {
      await expectTooLarge(trial, { framing: "chunked" }, "one byte over the limit, in chunks");
    },
  },
  {
    id: "body/over-limit-unsigned",
    level: "MUST",
    profile: "wire",
    claim: "A body over the limit is refused for its size before it is hashed.",
    why: "Hashing is work, and whoever need not sign anything can ask for as much of it as they like.",
    source: "docs/target-contract.md#limits",
    remedy: "Bound the body where it is read, in front of the signature check.",
    proof: { kills: "body/hashed-before-bounded" },
    check: async (trial) => {
      const what = "one byte over, with a bad signature";
      const outcome = await expectTooLarge(trial, { bend: signatures(inverted) }, what);
      await expectTooLargeFirst(trial, outcome, what);
    },
  },
  {
    id: "body/declared-too-short",
    level: "MUST",
    profile: "wire",
    claim: "A body that goes on after its declared length is taken up to there, and so refused.",
    why: "What stands behind the declared end belongs to nobody, or to the next request: it must not complete a signed body.",
    source: "docs/target-contract.md#limits",
    remedy: "Leave the framing to the HTTP server; do not read from the socket.",
    proof: {
      cannot: "servers may refuse such a connection themselves, and the one of the mutants does",
    },
    check: async (trial) => {
      const { eventId, body: event } = ping(trial);
      // Without its last byte it is still an event: what is wrong with it is its signature alone.
      const body = Uint8Array.of(...event, 0x20);
      const framing = { declaredLength: event.length };
      const outcome = await trial.deliver({ eventId, body, framing });
      expectStatusOrCut(outcome, ["4xx"], "a length too short");
    },
  },
  {
    id: "body/cut-short",
    level: "MUST",
    profile: "wire",
    claim: "A body that ends before its declared length is never taken for whole.",
    why: "A connection that breaks in the middle is no end of a body, even if what arrived happens to be well signed.",
    source: "docs/target-contract.md#limits",
    remedy: "Treat an interrupted body as an error, not as the end of the stream.",
    proof: { kills: "body/interruption-is-the-end" },
    onlyWaits: true,
    check: async (trial) => {
      const [ended, silent] = await Promise.all([
        trial.deliver({ ...unfinished(trial), ending: "half_closed" }),
        trial.deliver(unfinished(trial)),
      ]);
      expectRefused(ended, "a body whose sender closes too early");
      expectRefused(silent, "a body whose sender falls silent");
    },
  },
  {
    id: "body/never-arrives",
    level: "MUST",
    profile: "wire",
    claim: "A declared body that does not arrive is given up in time.",
    why: "A few hundred connections that never finish hold a server that waits for ever (slow POST).",
    source: "docs/target-contract.md#limits",
    remedy: "Put a deadline on reading the body, and answer 408 when it passes.",
    proof: { kills: "body/waited-for-ever" },
    onlyWaits: true,
    check: async (trial) => {
      expectGivenUp(await trial.deliver(unfinished(trial)), "a body that never arrives");
    },
  },
];

/** A good event, blown up by white space, which JSON allows after its end. */
function padded(trial: Trial, bytes: number): Pick<Delivery, "eventId" | "body"> {
  const { eventId, body } = ping(trial);
  const whole = new Uint8Array(bytes).fill(0x20);
  whole.set(body);
  return { eventId, body: whole };
}

async function expectTooLarge(trial: Trial, oddity: Delivery, what: string): Promise<WireOutcome> {
  const over = padded(trial, trial.target.bodyLimitBytes + 1);
  // Who refuses before having read all of it may reset the connection, and lose the answer.
  const outcome = await trial.deliver({ ...over, ...oddity });
  expectStatusOrCut(outcome, ["4xx"], what);
  return outcome;
}

/** A well signed event of which more is announced than comes. */
function unfinished(trial: Trial): Delivery {
  const { eventId, body } = ping(trial);
  return {
    eventId,
    body,
    framing: { declaredLength: body.length + 16 },
    answerWithinMs: patienceWith(trial.target),
  };
}
