/** Receivers that misread the time of a delivery, or don't mind it. @module */

import { json } from "../answers.ts";
import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import type { Environment } from "../passing.ts";

/** What a variable that is not set converts to. */
const UNSET = Number(undefined);

export const timeMutants: readonly Bug[] = [
  {
    name: "time/no-future-at-all",
    bug: "Refuses every timestamp that is ahead of its clock.",
    parts: judging(
      (aheadSeconds, { toleranceSeconds }) =>
        aheadSeconds <= 0 && -aheadSeconds <= toleranceSeconds,
    ),
  },
  {
    name: "time/tolerance-is-nan",
    bug: "Compares the age with a tolerance that is not a number.",
    parts: judging((aheadSeconds) => !(Math.abs(aheadSeconds) > UNSET)),
  },
  {
    name: "time/unreadable-tolerance-taken",
    bug: "Starts with a tolerance that is not a number, which no age is greater than.",
    parts: (correct) => ({
      ...correct,
      canStart: () => true,
      isFresh: (seconds, { now, toleranceSeconds }) =>
        !(Math.abs(Math.floor(now() / 1000) - seconds) > toleranceSeconds),
    }),
  },
  {
    name: "time/future-accepted",
    bug: "Refuses what is too old only, however far ahead it is.",
    parts: judging((aheadSeconds, { toleranceSeconds }) => -aheadSeconds <= toleranceSeconds),
  },
  {
    name: "time/milliseconds-guessed",
    bug: "Takes thirteen digits for milliseconds.",
    parts: (correct) => ({
      ...correct,
      readTimestamp: (text) => correct.readTimestamp(text.replace(/(?<=^\d{10})\d{3}$/, "")),
    }),
  },
  {
    name: "time/zero-skips-the-check",
    bug: "Checks the age if the timestamp is true, which 0 is not.",
    parts: (correct) => ({
      ...correct,
      readTimestamp: (text) => (text === "0" ? 0 : correct.readTimestamp(text)),
      isFresh: (seconds, environment) => seconds === 0 || correct.isFresh(seconds, environment),
    }),
  },
  {
    name: "time/thirty-two-bits",
    bug: "Computes the age in 32 bits.",
    parts: judging(
      (aheadSeconds, { toleranceSeconds }) => Math.abs(aheadSeconds | 0) <= toleranceSeconds,
    ),
  },
  {
    name: "time/staleness-told",
    bug: "Answers a stale delivery with the reason, if its signature was right.",
    parts: (correct) => ({
      ...correct,
      answerFault: (fault, received, context) =>
        fault === "timestamp_outside_tolerance"
          ? json(401, { error: fault })
          : correct.answerFault(fault, received, context),
    }),
  },
  {
    name: "time/separators-dropped",
    bug: "Leaves out what separates the digits.",
    parts: (correct) => ({
      ...correct,
      readTimestamp: (text) => correct.readTimestamp(text.replaceAll(/[_ ]/g, "")),
    }),
  },
  {
    name: "time/parse-int",
    bug: "Reads the timestamp with parseInt, which stops at the first character that is no digit.",
    parts: reading((text) => Number.parseInt(text, 10)),
  },
  {
    name: "time/leading-zeros",
    bug: "Takes any digits, zeros in front included.",
    parts: reading((text) => (/^\d{1,12}$/.test(text) ? Number(text) : Number.NaN)),
  },
  {
    name: "time/signed-numbers",
    bug: "Takes a number with a sign.",
    parts: reading((text) => (/^[+-]?\d{1,12}$/.test(text) ? Number(text) : Number.NaN)),
  },
  {
    name: "time/parse-float",
    bug: "Reads the timestamp with parseFloat.",
    parts: reading((text) => Math.round(Number.parseFloat(text))),
  },
  {
    name: "time/number-conversion",
    bug: "Converts the timestamp with Number, which reads hexadecimal too.",
    parts: reading(Number),
  },
  {
    name: "time/fractions",
    bug: "Takes a number with a fraction.",
    parts: reading((text) => (/^\d+\.\d+$/.test(text) ? Math.floor(Number(text)) : Number.NaN)),
  },
  {
    name: "time/trimmed",
    bug: "Trims the timestamp.",
    parts: (correct) => ({
      ...correct,
      readTimestamp: (text) => correct.readTimestamp(text.trim()),
    }),
  },
  {
    name: "time/sixty-four-bits",
    bug: "Keeps the timestamp in 64 bits.",
    parts: reading((text) =>
      /^[1-9]\d*$/.test(text) ? Number(BigInt.asIntN(64, BigInt(text))) : Number.NaN,
    ),
  },
  {
    name: "time/nan-is-fresh",
    bug: "Refuses what is too far from its clock, which nothing that is no number ever is.",
    parts: (correct) => ({
      ...correct,
      readTimestamp: Number,
      isFresh: (seconds, { now, toleranceSeconds }) =>
        !(Math.abs(Math.floor(now() / 1000) - seconds) > toleranceSeconds),
    }),
  },
];

/** A receiver with an idea of its own of how far from the clock is too far. */
function judging(
  isFresh: (aheadSeconds: number, environment: Environment) => boolean,
): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    isFresh: (seconds, environment) =>
      isFresh(seconds - Math.floor(environment.now() / 1000), environment),
  });
}

/** A receiver that reads more spellings than the plain one. */
function reading(read: (text: string) => number): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    readTimestamp: (text) => {
      const seconds = read(text);
      return correct.readTimestamp(text) ?? (Number.isFinite(seconds) ? seconds : null);
    },
  });
}
