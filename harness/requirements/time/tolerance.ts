/** How far, either side, a delivery's timestamp may lie from the receiver's clock. @module */

import { Broken } from "../../target/verdict.ts";
import { expectStatus } from "../../trial/expect.ts";
import { ping } from "../../trial/ping.ts";
import {
  expectEachRefused,
  expectEachTaken,
  inverted,
  OUTSIDE_SECONDS,
  signatures,
  stale,
} from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";
import { answersTo, tellsApart } from "../secrecy/same-answer.ts";

/** On the wire a second may pass between signing and checking, so the edge itself is not tried. */
const INSIDE_SECONDS = 10;

export const timeTolerance: readonly Entry[] = [
  {
    id: "time/within-tolerance",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp inside the tolerance is accepted, on either side of the clock.",
    why: "Clocks differ and networks are slow. A receiver that allows no future loses the deliveries of every sender whose clock is a second ahead.",
    source: "docs/target-contract.md#time; docs/assumptions.md#a2",
    remedy: "Compare the distance between the timestamp and your clock, whichever is ahead.",
    proof: { kills: "time/no-future-at-all" },
    check: async (trial) => {
      const inside = Math.max(0, trial.target.toleranceSeconds - INSIDE_SECONDS);
      await expectEachTaken(trial, {
        [`a timestamp ${inside} s behind the clock`]: { skewSeconds: -inside },
        [`a timestamp ${inside} s ahead of the clock`]: { skewSeconds: inside },
      });
    },
  },
  {
    id: "time/stale",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp older than the tolerance is refused, however good its signature.",
    why: "Without an age limit a delivery that was recorded once can be replayed for ever. A tolerance that is not a number switches the check off without a word.",
    source: "docs/target-contract.md#time; docs/assumptions.md#a2",
    remedy:
      "Compare the timestamp with your clock after the signature held, and refuse to start with a tolerance that is not a whole number above 0.",
    proof: { kills: "time/tolerance-is-nan" },
    check: (trial) => {
      const outside = trial.target.toleranceSeconds + OUTSIDE_SECONDS;
      return expectEachRefused(trial, {
        [`a timestamp ${outside} s behind the clock`]: stale(trial.target),
        "a timestamp a year behind the clock": { skewSeconds: -365 * 86_400 },
      });
    },
  },
  {
    id: "time/future",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp further ahead than the tolerance is refused.",
    why: "A delivery dated next year can be replayed until next year; several SDKs look at one side of the clock only (stripe-dotnet#1183).",
    source: "docs/target-contract.md#time; docs/assumptions.md#a2",
    remedy: "Compare the absolute distance with the tolerance.",
    proof: { kills: "time/future-accepted" },
    check: (trial) => {
      const outside = trial.target.toleranceSeconds + OUTSIDE_SECONDS;
      return expectEachRefused(trial, {
        [`a timestamp ${outside} s ahead of the clock`]: { skewSeconds: outside },
        "a timestamp a year ahead of the clock": { skewSeconds: 365 * 86_400 },
      });
    },
  },
  {
    id: "time/milliseconds",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp in milliseconds is refused.",
    why: "A receiver that guesses the unit has two spellings of every moment, and a factor of a thousand to be wrong by.",
    source: "docs/target-contract.md#time",
    remedy: "Read seconds, and nothing else.",
    proof: { kills: "time/milliseconds-guessed" },
    check: (trial) =>
      expectEachRefused(trial, { "the time in milliseconds": { timestamp: String(Date.now()) } }),
  },
  {
    id: "time/zero",
    level: "MUST",
    profile: "wire",
    claim: "The timestamp 0 is refused.",
    why: "In many languages 0 is false: code that asks whether there is a timestamp skips the check.",
    source: "docs/target-contract.md#time",
    remedy: "Ask whether the timestamp is missing, not whether it is false.",
    proof: { kills: "time/zero-skips-the-check" },
    check: (trial) => expectEachRefused(trial, { "the timestamp 0": { timestamp: "0" } }),
  },
  {
    id: "time/year-9999",
    level: "MUST",
    profile: "wire",
    claim:
      "A timestamp in the far future is refused, also where 32 bits would wrap it round to now.",
    why: "Arithmetic in 32 bits makes the year 2161 look like today.",
    source: "docs/target-contract.md#time",
    remedy: "Compare in numbers that hold every timestamp that you parse.",
    proof: { kills: "time/thirty-two-bits" },
    check: (trial) =>
      expectEachRefused(trial, {
        "the last second of the year 9999": { timestamp: "253402300799" },
        "2^32 seconds from now": { skewSeconds: 2 ** 32 },
      }),
  },
  {
    id: "time/stale-answers-alike",
    level: "SHOULD",
    profile: "wire",
    claim: "A stale delivery is answered alike, whether its signature is good or bad.",
    why: "An answer that differs tells whoever holds an old recording, or a guess, that its signature was right.",
    source: "docs/target-contract.md#time",
    remedy: "Give all failed verifications one answer, and keep the reason for the log.",
    proof: { kills: "time/staleness-told" },
    check: async (trial) => {
      const bad = { ...stale(trial.target), bend: signatures(inverted) };
      expectStatus(
        await trial.deliver({ ...ping(trial), ...bad }),
        ["4xx"],
        "stale and badly signed",
      );
      const good = await answersTo(trial, stale(trial.target));
      if (tellsApart(good, await answersTo(trial, bad))) {
        throw new Broken("stale with a good signature is answered otherwise than with a bad one");
      }
    },
  },
];
