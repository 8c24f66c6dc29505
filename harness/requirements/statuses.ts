/**
 * Which refusal is which: the statuses that a person who reads the sender's log looks for.
 *
 * A sender tells a 2xx from anything else. So what is demanded elsewhere is a refusal, and these
 * alone name its status: one requirement for each kind.
 *
 * @module
 */

import { ping } from "../trial/ping.ts";
import {
  expectEachRefused,
  expectStatusOrCut,
  inverted,
  patienceWith,
  signatures,
  stale,
  utf8,
  without,
} from "./odd-delivery.ts";
import { oddEvent } from "./odd-event.ts";
import type { Entry } from "./requirement.ts";

const SOURCE = "docs/target-contract.md#answers";

export const statuses: readonly Entry[] = [
  {
    id: "signature/unauthorized",
    level: "SHOULD",
    profile: "wire",
    claim: "What fails verification, by its signature or its time, is answered 401.",
    why: "401 sends whoever reads the sender's log to the secret and the clock; 400 sends them to the body, where nothing is wrong.",
    source: SOURCE,
    remedy: "Answer 401 wherever the signature or the timestamp is the reason.",
    proof: { kills: "signature/unsigned-is-malformed" },
    check: (trial) => {
      const { headers } = trial.target.scheme;
      return expectEachRefused(
        trial,
        {
          "a wrong signature": { bend: signatures(inverted) },
          unsigned: { bendHeaders: without(...headers) },
          "a stale timestamp": stale(trial.target),
        },
        [401],
      );
    },
  },
  {
    id: "body/bad-request",
    level: "SHOULD",
    profile: "wire",
    claim: "A well signed body that is no event is answered 400.",
    why: "401 says that the secret is wrong: somebody rotates it, and the body stays what it was.",
    source: SOURCE,
    remedy: "Verify the bytes first, and answer 400 where they hold no event.",
    proof: { kills: "body/malformed-is-unsigned" },
    check: (trial) =>
      expectEachRefused(
        trial,
        {
          "a body that is no JSON": { body: utf8("not json") },
          "a body that is not UTF-8": { body: Uint8Array.of(0x22, 0xff, 0x22) },
          "an event with a malformed object": oddEvent(trial, trial.sender.wire.malformed("text")),
        },
        trial.sender.receiver.malformed,
      ),
  },
  {
    id: "body/content-too-large",
    level: "SHOULD",
    profile: "wire",
    claim: "A body over the limit is answered 413.",
    why: "An honest sender whose events have grown is told what to look at, and the receiver's operator which limit to raise.",
    source: SOURCE,
    remedy: "Answer 413 where the body is larger than the limit.",
    proof: { kills: "body/too-large-is-malformed" },
    check: async (trial) => {
      const { eventId } = ping(trial);
      const body = new Uint8Array(trial.target.bodyLimitBytes + 1).fill(0x20);
      for (const framing of ["length", "chunked"] as const) {
        // Who refuses before having read all of it may reset the connection, and lose the answer.
        const outcome = await trial.deliver({ eventId, body, framing });
        expectStatusOrCut(outcome, [413], `one byte over the limit, framed by ${framing}`);
      }
    },
  },
  {
    id: "http/request-timeout",
    level: "SHOULD",
    profile: "wire",
    claim: "A body that does not arrive is answered 408, where it is answered.",
    why: "A 500 there is an alarm for the operator, and a 400 an accusation of the sender, where a connection was slow.",
    source: SOURCE,
    remedy: "Answer 408 when the deadline on reading the body passes.",
    proof: { kills: "http/late-body-is-malformed" },
    onlyWaits: true,
    check: async (trial) => {
      const { eventId, body } = ping(trial);
      const outcome = await trial.deliver({
        eventId,
        body,
        framing: { declaredLength: body.length + 16 },
        answerWithinMs: patienceWith(trial.target),
      });
      expectStatusOrCut(outcome, [408], "a body that never arrives");
    },
  },
];
