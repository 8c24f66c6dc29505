/** How a timestamp may be spelled: in plain digits, one way for each second. @module */

import type { Delivery } from "../../courier/delivery.ts";
import { Untested } from "../../target/verdict.ts";
import { expectEachRefused } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

/** Signed as spelled: nothing but the spelling can be what is refused. */
function spelled(spell: (seconds: number) => string): Delivery {
  return { timestamp: spell(Math.floor(Date.now() / 1000)) };
}

export const timeSpelling: readonly Entry[] = [
  {
    id: "time/plain-digits",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp that is not spelled in plain digits is refused, although it is signed.",
    why: "Separators and digits of other scripts are numbers to some languages and none to others.",
    source: "docs/target-contract.md#time",
    remedy: "Match the whole text against ASCII digits before converting it.",
    proof: { kills: "time/separators-dropped" },
    check: (trial) =>
      expectEachRefused(trial, {
        "underscores between digits": spelled((seconds) => grouped(seconds, "_")),
        "spaces between digits": spelled((seconds) => grouped(seconds, " ")),
        "a superscript digit": spelled((seconds) => String(seconds).replace(/.$/, "\u00b2")),
      }),
  },
  {
    id: "time/trailing-junk",
    level: "MUST",
    profile: "wire",
    claim: "Digits with something behind them are no timestamp.",
    why: "parseInt reads 1700000000junk as 1700000000. Where the time is signed as a number and read as a text, junk is a place to write in.",
    source: "docs/target-contract.md#time",
    remedy: "Match the whole text against plain digits before converting it.",
    proof: { kills: "time/parse-int" },
    check: (trial) =>
      expectEachRefused(trial, {
        "junk behind the seconds": spelled((seconds) => `${seconds}junk`),
        "a semicolon behind the seconds": spelled((seconds) => `${seconds};`),
      }),
  },
  {
    id: "time/leading-zero",
    level: "MUST",
    profile: "wire",
    claim: "Seconds with a leading zero are no timestamp.",
    why: "One moment, one spelling: with zeros in front there are as many headers for it as one likes.",
    source: "docs/target-contract.md#time",
    remedy: "Demand that the first digit is not 0.",
    proof: { kills: "time/leading-zeros" },
    check: (trial) =>
      expectEachRefused(trial, {
        "one zero in front": spelled((seconds) => `0${seconds}`),
        "two zeros in front": spelled((seconds) => `00${seconds}`),
      }),
  },
  {
    id: "time/sign",
    level: "MUST",
    profile: "wire",
    claim: "Seconds with a sign are no timestamp.",
    why: "A plus sign is a second spelling of every moment, and in a query or form it is a space.",
    source: "docs/target-contract.md#time",
    remedy: "Match plain digits before converting.",
    proof: { kills: "time/signed-numbers" },
    check: (trial) =>
      expectEachRefused(trial, {
        "a plus in front": spelled((seconds) => `+${seconds}`),
        "a minus in front": spelled((seconds) => `-${seconds}`),
        "minus one": { timestamp: "-1" },
      }),
  },
  {
    id: "time/exponent",
    level: "MUST",
    profile: "wire",
    claim: "Seconds with an exponent are no timestamp.",
    why: "Number and parseFloat read 17e8 as a date; other languages on the way read 17, or fail.",
    source: "docs/target-contract.md#time",
    remedy: "Match plain digits before converting.",
    proof: { kills: "time/parse-float" },
    check: (trial) =>
      expectEachRefused(trial, {
        "an exponent that makes it now": spelled((seconds) => `${seconds / 10}e1`),
        "1e9": { timestamp: "1e9" },
      }),
  },
  {
    id: "time/hexadecimal",
    level: "MUST",
    profile: "wire",
    claim: "Hexadecimal, octal and binary seconds are no timestamp.",
    why: "Number reads 0x, 0o and 0b; a check of the text as decimal and one of the value then see two times.",
    source: "docs/target-contract.md#time",
    remedy: "Match plain decimal digits before converting.",
    proof: { kills: "time/number-conversion" },
    check: (trial) =>
      expectEachRefused(trial, {
        "in hexadecimal": spelled((seconds) => `0x${seconds.toString(16)}`),
        "in octal": spelled((seconds) => `0o${seconds.toString(8)}`),
        "in binary": spelled((seconds) => `0b${seconds.toString(2)}`),
      }),
  },
  {
    id: "time/fraction",
    level: "MUST",
    profile: "wire",
    claim: "Seconds with a fraction are no timestamp.",
    why: "A thousand spellings of each second, each with a signature of its own to be remembered.",
    source: "docs/target-contract.md#time",
    remedy: "Match plain digits before converting.",
    proof: { kills: "time/fractions" },
    check: (trial) =>
      expectEachRefused(trial, {
        "half a second more": spelled((seconds) => `${seconds}.5`),
        "a point behind the seconds": spelled((seconds) => `${seconds}.0`),
        "only a fraction": { timestamp: ".5" },
      }),
  },
  {
    id: "time/spaces",
    level: "MUST",
    profile: "wire",
    claim: "Seconds with a space around them are no timestamp.",
    why: "Who trims has a number that is not the text that was signed, and one more spelling of it.",
    source: "docs/target-contract.md#time",
    remedy: "Match plain digits before converting, and trim nothing inside a header's value.",
    proof: { kills: "time/trimmed" },
    check: (trial) => {
      if (!trial.target.scheme.isPaired) {
        throw new Untested("HTTP itself trims a header's value");
      }
      return expectEachRefused(trial, {
        "a space in front": spelled((seconds) => ` ${seconds}`),
        "a space behind": spelled((seconds) => `${seconds} `),
      });
    },
  },
  {
    id: "time/too-long",
    level: "MUST",
    profile: "wire",
    claim:
      "A timestamp of twenty digits is refused, also where 64 bits would wrap it round to now.",
    why: "Beyond 2^53 numbers are rounded, and beyond 2^64 they wrap: what was compared is not what was sent.",
    source: "docs/target-contract.md#time",
    remedy: "Bound the number of digits: twelve reach beyond the year 30000.",
    proof: { kills: "time/sixty-four-bits" },
    check: (trial) =>
      expectEachRefused(trial, {
        "twenty nines": { timestamp: "9".repeat(20) },
        "2^64 seconds from now": spelled((seconds) => String(2n ** 64n + BigInt(seconds))),
      }),
  },
  {
    id: "time/not-a-number",
    level: "MUST",
    profile: "wire",
    claim: "A timestamp that is no number, or no finite one, is refused.",
    why: 'Every comparison with NaN is false: a check written as "refuse if too far" lets it through.',
    source: "docs/target-contract.md#time",
    remedy: "Refuse what is not plain digits, and write the check so that it must be passed.",
    proof: { kills: "time/nan-is-fresh" },
    check: (trial) =>
      expectEachRefused(trial, {
        "the timestamp abc": { timestamp: "abc" },
        "the timestamp NaN": { timestamp: "NaN" },
        "the timestamp Infinity": { timestamp: "Infinity" },
        "the timestamp -Infinity": { timestamp: "-Infinity" },
        "an ISO date": { timestamp: new Date().toISOString() },
      }),
  },
];

function grouped(seconds: number, separator: string): string {
  return String(seconds).replace(/\B(?=(\d{3})+$)/g, separator);
}
