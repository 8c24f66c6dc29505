/** How one signature may be spelled: refused is every other spelling, and none is a crash. @module */

import type { Delivery } from "../../courier/delivery.ts";
import { ping } from "../../trial/ping.ts";
import { expectEachRefused, expectStatusOrCut, inverted, signatures } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

const KIBIBYTE = 1024;

export const signatureForm: readonly Entry[] = [
  {
    id: "signature/truncated",
    level: "MUST",
    profile: "wire",
    claim: "A prefix of the right signature is refused.",
    why: "A comparison over the shorter of two lengths takes one guessed byte for a whole MAC (CVE-2024-21491).",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Compare lengths first, then all bytes, in constant time.",
    proof: { kills: "signature/prefix-compare" },
    check: (trial) =>
      expectEachRefused(trial, {
        "the first 2 characters": cutTo(2),
        "the first 8 characters": cutTo(8),
        "all but the last 2 characters": cutTo(-2),
        "all but the last character": cutTo(-1),
      }),
  },
  {
    id: "signature/wrong-length",
    level: "MUST",
    profile: "wire",
    claim: "A signature of another length is refused, not crashed on.",
    why: "A constant-time comparison throws on unequal lengths in Node: anyone who sends a short signature gets a 500, and the operator an alarm.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Check the signature's form, and so its length, before the constant-time comparison.",
    proof: { kills: "signature/unequal-lengths-throw" },
    check: (trial) =>
      expectEachRefused(trial, {
        "one character": { bend: signatures(() => "a") },
        "8 characters": { bend: signatures((mac) => inverted(mac).slice(0, 8)) },
        "one character too many": { bend: signatures((mac) => `${mac}0`) },
        "a whole MAC too many": { bend: signatures((mac) => `${mac}${mac}`) },
      }),
  },
  {
    id: "signature/upper-case",
    level: "MUST",
    profile: "wire",
    claim: "The right signature in another spelling is refused: one MAC, one spelling.",
    why: "Where several spellings pass, whoever remembers signatures that were used can be shown one of them again.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy:
      "Accept lower-case hex alone (or canonical base64), or compare the texts in constant time.",
    proof: { kills: "signature/lenient-decoding" },
    check: (trial) =>
      trial.target.scheme.isPaired
        ? expectEachRefused(trial, {
            "in upper case": { bend: signatures((mac) => mac.toUpperCase()) },
          })
        : expectEachRefused(trial, {
            "base64 with unused bits set": { bend: signatures(withUnusedBits) },
            "base64 without its padding": { bend: signatures((mac) => mac.replace(/=+$/, "")) },
          }),
  },
  {
    id: "signature/not-hex",
    level: "MUST",
    profile: "wire",
    claim: "A signature that is not in its alphabet is refused.",
    why: "Decoders stop at the first character that they don't know and return what they have: nothing, which equals the first nothing of every MAC.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Check the alphabet before decoding.",
    proof: { kills: "signature/compares-what-was-decoded" },
    check: (trial) =>
      expectEachRefused(trial, {
        "no character of the alphabet": { bend: signatures((mac) => mac.replace(/[^=]/g, "~")) },
        "a stranger in front": { bend: signatures((mac) => `~${mac.slice(1)}`) },
        "a stranger at the end": { bend: signatures((mac) => mac.replace(/..?$/, "~~")) },
      }),
  },
  {
    id: "signature/not-ascii",
    level: "MUST",
    profile: "wire",
    claim: "A signature of the right number of characters that are not ASCII is refused.",
    why: "Equal in characters is not equal in bytes: a constant-time comparison of the bytes throws, and anyone can crash the handler (the class of CVE-2023-50728).",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Check the alphabet first; compare lengths in bytes.",
    proof: { kills: "signature/length-in-characters" },
    check: (trial) =>
      expectEachRefused(trial, {
        "letters beyond ASCII": { bend: signatures((mac) => "\u00e9".repeat(mac.length)) },
      }),
  },
  {
    id: "signature/too-many",
    level: "SHOULD",
    profile: "wire",
    claim: "A header with more than ten signatures is refused.",
    why: "No rotation has that many. Each one is a comparison, or a MAC over the whole body, that a stranger makes the receiver do.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Count the signatures before comparing any, and refuse more than ten.",
    proof: { kills: "signature/without-limit" },
    check: (trial) =>
      expectEachRefused(trial, {
        "a good signature behind ten bad ones": {
          bend: (parts) => ({
            ...parts,
            signatures: [
              ...Array.from({ length: 10 }, () => parts.signatures.map(inverted)).flat(),
              ...parts.signatures,
            ],
          }),
        },
      }),
  },
  {
    id: "signature/oversized-header",
    level: "MUST",
    profile: "wire",
    claim: "A signature of many kibibytes is refused, not crashed on.",
    why: "The header is the one part of a delivery that is parsed before anything is known of its sender.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Bound the header's length before parsing it, and decode into no buffer of fixed size.",
    proof: { kills: "signature/fixed-buffer" },
    check: async (trial) => {
      // Most runtimes let the first one through to the receiver, and refuse the second themselves.
      for (const kibibytes of [6, 64]) {
        const bend = signatures(() => "ab".repeat((kibibytes * KIBIBYTE) / 2));
        const outcome = await trial.deliver({ ...ping(trial), bend });
        expectStatusOrCut(outcome, ["4xx"], `a signature of ${kibibytes} KiB`);
      }
    },
  },
];

function cutTo(end: number): Delivery {
  return { bend: signatures((mac) => mac.slice(0, end)) };
}

/**
 * The base64 of the same bytes, if read leniently.
 *
 * 32 bytes end in a digit of which only the upper four bits count: `A` and `B` decode alike.
 */
function withUnusedBits(mac: string): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return mac.replace(/.(?==$)/, (last) => digits[digits.indexOf(last) + 1] ?? last);
}
