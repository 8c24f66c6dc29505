/** Which secrets count: those in use, each of them, and nothing that anybody could guess. @module */

import { randomBytes } from "node:crypto";
import type { Header } from "../../courier/scheme.ts";
import { Untested } from "../../target/verdict.ts";
import { expectAccepted, expectStatus } from "../../trial/expect.ts";
import { ping } from "../../trial/ping.ts";
import { expectNoneTakenWith } from "../misconfigured.ts";
import { expectEachRefused } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

export const signatureSecret: readonly Entry[] = [
  {
    id: "signature/wrong-secret",
    level: "MUST",
    profile: "wire",
    claim: "A delivery signed with another secret is refused.",
    why: "Every other customer of the sender has a signing secret too.",
    source: "docs/target-contract.md#two-secrets",
    remedy:
      "Compare the MAC made with your own secret; look up no secret by what the delivery says.",
    proof: { kills: "signature/form-only" },
    check: (trial) =>
      expectEachRefused(trial, {
        "signed with another secret": { secret: `whsec_${randomBytes(32).toString("base64")}` },
      }),
  },
  {
    id: "signature/empty-secret",
    level: "MUST",
    profile: "wire",
    claim:
      "A signature made with an empty secret, or with what unset variables turn into, is refused.",
    why: "A secret that is unset in one environment, or a comma too many in a list of them, leaves a key that everybody knows; some middlewares check nothing at all then.",
    source: "docs/target-contract.md#two-secrets",
    remedy:
      "Refuse to start without a secret, and drop empty entries of a list of secrets as an error.",
    proof: { kills: "signature/empty-secret-in-use" },
    check: (trial) =>
      expectEachRefused(trial, {
        "signed with nothing": { secret: "" },
        "signed with a bare prefix": { secret: "whsec_" },
        "signed with a space": { secret: " " },
        "signed with the word undefined": { secret: "undefined" },
        "signed with the word null": { secret: "null" },
      }),
  },
  {
    id: "signature/without-secret",
    level: "MUST",
    profile: "fault",
    claim: "A receiver that is started without a signing secret lets nobody in.",
    why: "A check that is skipped where there is no secret is skipped on the day when a deployment loses one, and nothing looks different.",
    source: "docs/target-contract.md#environment",
    remedy: "Refuse to start without a secret, or leave out the route.",
    proof: { kills: "signature/no-secret-no-check" },
    check: (trial) =>
      expectNoneTakenWith(trial, "", {
        "unsigned, where there is no secret": { bendHeaders: unsigned },
        "signed with nothing, where there is no secret": { secret: "" },
        "signed with the word undefined, where there is no secret": { secret: "undefined" },
      }),
  },
  {
    id: "signature/bare-prefix-secret",
    level: "MUST",
    profile: "fault",
    claim: "A bare whsec_ is not taken for a signing secret.",
    why: "Who copies half of a secret has one that everybody knows; code that takes the prefix off has none at all.",
    source: "docs/target-contract.md#environment",
    remedy: "Refuse to start with a secret that has nothing behind its prefix.",
    proof: { kills: "signature/bare-prefix-in-use" },
    check: (trial) =>
      expectNoneTakenWith(trial, "whsec_", {
        "signed with the bare prefix that is configured": { secret: "whsec_" },
        "signed with nothing, where the prefix is configured": { secret: "" },
        "unsigned, where the prefix is configured": { bendHeaders: unsigned },
      }),
  },
  {
    id: "signature/rotation",
    level: "MUST",
    profile: "wire",
    claim: "While a secret is rotated out, both the old and the new one are accepted.",
    why: "Sender and receiver can't change a secret at one moment: without an overlap every rotation loses deliveries (octokit#770).",
    source: "docs/target-contract.md#two-secrets",
    remedy: "Keep a list of secrets, and accept a delivery that any one of them signed.",
    proof: { kills: "signature/first-secret-only" },
    check: async (trial) => {
      const { secrets } = trial.target;
      if (secrets.length < 2) throw new Untested("needs a second signing secret");
      for (const [index, secret] of secrets.entries()) {
        const outcome = await trial.deliver({ ...ping(trial), secret });
        expectAccepted(outcome, `signed with secret ${index + 1} of ${secrets.length}`);
      }
    },
  },
  {
    id: "signature/secrets-not-joined",
    level: "MUST",
    profile: "wire",
    claim: "The list of secrets as it was configured, commas and all, is not a secret.",
    why: "A receiver that does not split its list verifies with one long key that no sender has.",
    source: "docs/target-contract.md#two-secrets",
    remedy: "Split the list before any of it is used as a key.",
    proof: { kills: "signature/secrets-joined" },
    check: async (trial) => {
      const { secrets, scheme } = trial.target;
      if (secrets.length < 2) throw new Untested("needs a second signing secret");
      if (!scheme.isPaired) throw new Untested("decoders differ in what follows base64's padding");
      const outcome = await trial.deliver({ ...ping(trial), secret: secrets.join(",") });
      expectStatus(outcome, ["4xx"], "signed with all secrets as one");
    },
  },
];

/** Without any header but what says that the body is JSON. */
function unsigned(headers: readonly Header[]): readonly Header[] {
  return headers.filter(([name]) => name === "content-type");
}
