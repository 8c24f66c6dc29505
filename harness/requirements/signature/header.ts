/** How a signature header may be put together, and what makes it no signature at all. @module */

import { Untested } from "../../target/verdict.ts";
import {
  expectEachRefused,
  expectEachTaken,
  inverted,
  type Oddities,
  repeating,
  rewriting,
  signatures,
  without,
} from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

/** A version's name in front of a signature, in either scheme. Base64 has no comma and no space. */
const VERSION = /(^|[ ,])v1(?=[=,])/g;

export const signatureHeader: readonly Entry[] = [
  {
    id: "signature/missing",
    level: "MUST",
    profile: "wire",
    claim: "A delivery without a signature is refused.",
    why: "A receiver that checks a signature only where there is one lets everyone in who leaves it out.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy:
      "Refuse with 401 where a signature header is missing, before anything is done with the body.",
    proof: { kills: "signature/unsigned-trusted" },
    check: (trial) => {
      const headers = trial.target.scheme.headers;
      const each = headers.map((name) => [`without ${name}`, { bendHeaders: without(name) }]);
      const none = { unsigned: { bendHeaders: without(...headers) } };
      return expectEachRefused(trial, { ...none, ...Object.fromEntries(each) });
    },
  },
  {
    id: "signature/empty-header",
    level: "MUST",
    profile: "wire",
    claim: "A signature header that is empty is refused.",
    why: "An empty header is there and holds no signature: code that asks only whether it is there, or whether all of none are right, lets it through.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Treat an empty header as a missing one.",
    proof: { kills: "signature/empty-header-trusted" },
    check: (trial) => {
      const headers = trial.target.scheme.headers;
      return expectEachRefused(
        trial,
        Object.fromEntries(
          headers.map((name) => [`an empty ${name}`, { bendHeaders: rewriting(name, () => "") }]),
        ),
      );
    },
  },
  {
    id: "signature/sent-twice",
    level: "MUST",
    profile: "wire",
    claim: "A signature header that is sent twice is refused.",
    why: "Proxies, frameworks and receivers differ in which of two headers they take; what one of them checked need not be what the next one uses.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Refuse a header that came more than once. Fetch joins the two by a comma and a space.",
    proof: { kills: "signature/first-of-two-headers" },
    check: (trial) => {
      const oddities: Oddities = Object.fromEntries(
        trial.target.scheme.headers.map((name) => [
          `${name} twice`,
          { bendHeaders: repeating(name) },
        ]),
      );
      const name = trial.target.scheme.signatureHeader;
      const bad = repeating(name, (value) => value.replace(/.(?=.$)/, (c) => inverted(c)));
      return expectEachRefused(trial, {
        ...oddities,
        "a second signature header": { bendHeaders: bad },
      });
    },
  },
  {
    id: "signature/no-timestamp",
    level: "MUST",
    profile: "wire",
    claim: "A signature without a timestamp is refused, also where it is right without one.",
    why: "A delivery without a time is never too old: who has recorded one can send it again for ever.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy:
      "Demand a timestamp, and refuse before the MAC is computed where it is missing or empty.",
    proof: { kills: "signature/timestamp-optional" },
    check: (trial) => {
      const { scheme } = trial.target;
      const absent = scheme.isPaired
        ? rewriting(scheme.signatureHeader, (value) => value.replace(/^t=[^,]*,/, ""))
        : without("webhook-timestamp");
      return expectEachRefused(trial, {
        "an empty timestamp": { timestamp: "" },
        "no timestamp": { bendHeaders: absent },
        "no timestamp, and signed without one": { timestamp: "", bendHeaders: absent },
      });
    },
  },
  {
    id: "signature/no-signature",
    level: "MUST",
    profile: "wire",
    claim: "A header with a timestamp and no signature is refused.",
    why: "A loop over the signatures that looks for a wrong one finds none among none.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Demand that one signature is right, not that none is wrong.",
    proof: { kills: "signature/every-of-none" },
    check: (trial) =>
      expectEachRefused(trial, {
        "no v1": { bend: (parts) => ({ ...parts, signatures: [] }) },
        "an empty v1": { bend: signatures(() => "") },
        "a bare v1": {
          bendHeaders: rewriting(trial.target.scheme.signatureHeader, (value) =>
            value.replace(/v1[=,].*$/, "v1"),
          ),
        },
      }),
  },
  {
    id: "signature/unknown-version-only",
    level: "MUST",
    profile: "wire",
    claim: "A signature of an unknown version is no signature, even if a v1 would be the same.",
    why: "Versions exist so that a weak one can be given up. Who takes any of them can be made to take the weakest.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Look at v1 alone, and ignore signatures of other versions.",
    proof: { kills: "signature/any-version" },
    check: (trial) => {
      const name = trial.target.scheme.signatureHeader;
      const versioned = (version: string) => ({
        bendHeaders: rewriting(name, (value) => value.replace(VERSION, `$1${version}`)),
      });
      return expectEachRefused(trial, {
        "only a v0": versioned("v0"),
        "only a v2": versioned("v2"),
        "only a v10": versioned("v10"),
      });
    },
  },
  {
    id: "signature/two-timestamps",
    level: "MUST",
    profile: "wire",
    claim: "A header with two timestamps is refused, whichever of them was signed.",
    why: "If the MAC is checked with one timestamp and the age with the other, an old delivery is made fresh by adding a pair to its header.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Refuse a header in which t stands more than once.",
    proof: { kills: "signature/two-timestamps" },
    check: (trial) => {
      const { scheme } = trial.target;
      if (!scheme.isPaired) {
        throw new Untested("the scheme has one timestamp a header: see signature/sent-twice");
      }
      const fresh = Math.floor(Date.now() / 1000);
      const stale = fresh - 10 * trial.target.toleranceSeconds;
      const adding = (change: (value: string) => string) =>
        rewriting(scheme.signatureHeader, change);
      return expectEachRefused(trial, {
        "the same timestamp twice": { bendHeaders: adding((value) => `t=${fresh},${value}`) },
        "a stale one after the signed one": {
          bendHeaders: adding((value) => `${value},t=${stale}`),
        },
        "a fresh one after the stale, signed one": {
          timestamp: String(stale),
          bendHeaders: adding((value) => `${value},t=${fresh}`),
        },
        "a fresh one before the stale, signed one": {
          timestamp: String(stale),
          bendHeaders: adding((value) => `t=${fresh},${value}`),
        },
      });
    },
  },
  {
    id: "signature/any-of-several",
    level: "MUST",
    profile: "wire",
    claim: "One good signature among bad ones is enough, wherever it stands.",
    why: "While a secret is rotated the sender signs with both. A receiver that looks at one of the signatures refuses every delivery until it has the new secret.",
    source: "docs/target-contract.md#form-of-the-header; docs/assumptions.md#a1",
    remedy: "Compare the expected MAC with each signature of the header.",
    proof: { kills: "signature/first-signature-only" },
    check: (trial) =>
      expectEachTaken(trial, {
        "the good signature first of three": goodAt(0),
        "the good signature second of three": goodAt(1),
        "the good signature last of three": goodAt(2),
      }),
  },
  {
    id: "signature/extra-pairs-ignored",
    level: "MUST",
    profile: "wire",
    claim: "What the header holds beside the timestamp and a good v1 is ignored.",
    why: "A sender that adds a version or a key's name to its header would be refused by every receiver that insists on knowing all of it.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Read the parts that you know, and skip the others.",
    proof: { kills: "signature/strict-pairs" },
    check: (trial) => {
      const { scheme } = trial.target;
      const adding = (change: (value: string) => string) => ({
        bendHeaders: rewriting(scheme.signatureHeader, change),
      });
      return scheme.isPaired
        ? expectEachTaken(trial, {
            "a v0 and a key's name after it": adding((value) => `${value},v0=00,kid=next`),
            "a v2 before it": adding((value) => `v2=00,${value}`),
          })
        : expectEachTaken(trial, {
            "a v1a and a v2 after it": adding((value) => `${value} v1a,AAAA v2,AAAA`),
            "a v2 before it": adding((value) => `v2,AAAA ${value}`),
          });
    },
  },
  {
    id: "signature/timestamp-last",
    level: "MUST",
    profile: "wire",
    claim: "The order of the header's pairs does not matter.",
    why: "The pairs have names. A receiver that reads them by position breaks on the day that the sender writes them in another order.",
    source: "docs/target-contract.md#form-of-the-header",
    remedy: "Find the pairs by their names.",
    proof: { kills: "signature/positional" },
    check: (trial) => {
      const { scheme } = trial.target;
      if (!scheme.isPaired) throw new Untested("the scheme's headers have no order");
      const swap = (value: string): string => value.split(",").reverse().join(",");
      return expectEachTaken(trial, {
        "v1 before t": { bendHeaders: rewriting(scheme.signatureHeader, swap) },
      });
    },
  },
];

/** @param position Where, from 0, the good signature stands among two bad ones. */
function goodAt(position: number): Oddities[string] {
  return {
    bend: (parts) => {
      const bad = parts.signatures.map(inverted);
      return { ...parts, signatures: [...bad, ...bad].toSpliced(position, 0, ...parts.signatures) };
    },
  };
}
