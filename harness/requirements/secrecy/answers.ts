/** What an answer must not tell: who may ask is anyone. @module */

import { Broken } from "../../target/verdict.ts";
import { expectStatus } from "../../trial/expect.ts";
import { ping } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";
import { inverted, type Oddities, rewriting, signatures, stale } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";
import { markedDeliveries } from "./marked-deliveries.ts";
import { answersTo, tellsApart } from "./same-answer.ts";
import { finds, macsOf, secretsOf, textOf } from "./secrets.ts";

export const secrecyAnswers: readonly Entry[] = [
  {
    id: "secrecy/no-secret-in-answer",
    level: "MUST",
    profile: "wire",
    claim: "No answer holds a signing secret or the token of another route.",
    why: "Error pages and debug fields print settings; who has the secret can write any event.",
    source: "docs/target-contract.md#secrecy",
    remedy: "Answer with fixed texts, and keep settings out of errors that reach an answer.",
    proof: { kills: "secrecy/secret-in-answer" },
    check: (trial) => expectNotFound(trial, secretsOf(trial), "a secret"),
  },
  {
    id: "secrecy/no-expected-mac-in-answer",
    level: "MUST",
    profile: "wire",
    claim: "No refusal tells what the signature should have been.",
    why: 'An answer that says "expected …, got …" signs whatever it is sent: the second try is a good forgery.',
    source: "docs/target-contract.md#secrecy",
    remedy: "Never put the computed MAC into an error, a header or a log line.",
    proof: { kills: "secrecy/expected-mac-in-answer" },
    check: async (trial) => {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const forged = { ...ping(trial), timestamp };
      const outcome = await trial.deliver({ ...forged, bend: signatures(inverted) });
      const text = textOf(outcome);
      if (macsOf(trial.target, forged).some((value) => finds(text, value))) {
        throw new Broken("the answer to a bad signature holds the right one");
      }
    },
  },
  {
    id: "secrecy/no-payload-in-answer",
    level: "MUST",
    profile: "wire",
    claim: "No answer to a signed delivery repeats what its body said.",
    why: "A payload names buyers and their addresses; parsers quote it in their error messages, and answers end up in the logs of everything in between.",
    source: "docs/target-contract.md#secrecy",
    remedy: "Answer with names of your own, and pass no parser's or database's message on.",
    proof: { kills: "secrecy/parse-error-quoted" },
    check: async (trial) => {
      const { marker, signed } = markedDeliveries(trial);
      await expectNoneFound(trial, signed, [marker], "the payload");
    },
  },
  {
    id: "secrecy/unsigned-never-echoed",
    level: "MUST",
    profile: "wire",
    claim: "No answer repeats anything of a delivery that was not verified.",
    why: "What anyone can make a server say in its own name can be a script or a line in somebody's log.",
    source: "docs/target-contract.md#secrecy",
    remedy: "Let refusals be the same fixed text for everyone.",
    proof: { kills: "secrecy/unverified-echoed" },
    check: async (trial) => {
      const { marker, unverified } = markedDeliveries(trial);
      await expectNoneFound(trial, unverified, [marker], "what was sent");
    },
  },
  {
    id: "secrecy/answers-alike",
    level: "SHOULD",
    profile: "wire",
    claim: "An answer does not say which check of a signature failed.",
    why: "Each difference is one thing fewer to guess: whether the form, the time or the MAC was wrong.",
    source: "docs/target-contract.md#secrecy",
    remedy: "Give every failed verification one status and one text; log the reason.",
    proof: { kills: "secrecy/failed-check-told" },
    check: async (trial) => {
      const [first, ...others] = Object.entries(failures(trial));
      if (first === undefined) throw new Error("Bug: there is no failure to compare with");
      const [reference, oddity] = first;
      expectStatus(await trial.deliver({ ...ping(trial), ...oddity }), ["4xx"], reference);
      const expected = await answersTo(trial, oddity);
      for (const [what, other] of others) {
        if (tellsApart(expected, await answersTo(trial, other))) {
          throw new Broken(`${what} is answered otherwise than ${reference}`);
        }
      }
    },
  },
];

/** Deliveries that fail one check each. */
function failures({ target }: Trial): Oddities {
  const header = target.scheme.signatureHeader;
  return {
    "a bad signature": { bend: signatures(inverted) },
    "no signature": { bend: (parts) => ({ ...parts, signatures: [] }) },
    "a signature of half the length": {
      bend: signatures((mac) => mac.slice(0, mac.length / 2)),
    },
    "a header without form": { bendHeaders: rewriting(header, () => "none") },
    "a timestamp that is none": { timestamp: "yesterday" },
    "a stale timestamp": stale(target),
  };
}

async function expectNotFound(
  trial: Trial,
  needles: readonly string[],
  what: string,
): Promise<void> {
  const { signed, unverified } = markedDeliveries(trial);
  await expectNoneFound(trial, { ...signed, ...unverified }, needles, what);
}

async function expectNoneFound(
  trial: Trial,
  deliveries: Oddities,
  needles: readonly string[],
  what: string,
): Promise<void> {
  for (const [sent, delivery] of Object.entries(deliveries)) {
    const text = textOf(await trial.deliver(delivery));
    if (needles.some((needle) => finds(text, needle))) {
      throw new Broken(`${what} stands in the answer to ${sent}`);
    }
  }
}
