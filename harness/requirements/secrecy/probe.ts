/** Who may ask the probe: only who has its token. @module */

import { type Probe, readProbe } from "../../target/probe.ts";
import { Broken, Untested } from "../../target/verdict.ts";
import { purchase } from "../../trial/stories.ts";
import type { Trial } from "../../trial/trial.ts";
import type { Entry } from "../requirement.ts";

export const secrecyProbe: readonly Entry[] = [
  {
    id: "secrecy/probe-without-token",
    level: "MUST",
    profile: "state",
    claim: "Without a token the probe answers 401, and nothing about the buyer.",
    why: "The probe tells what any buyer has bought; left open, it tells everyone.",
    source: "docs/target-contract.md#the-probe",
    remedy: "Check the token before anything is read, and answer 401.",
    proof: { kills: "secrecy/probe-open" },
    check: async (trial) => {
      await expectUnauthorized(trial, () => ({ "no token": null, "an empty token": "Bearer" }));
    },
  },
  {
    id: "secrecy/probe-wrong-token",
    level: "MUST",
    profile: "state",
    claim: "With a token that is not exactly the right one the probe answers 401.",
    why: "A comparison of beginnings takes the first character of a token for the token.",
    source: "docs/target-contract.md#the-probe",
    remedy: "Compare the whole token, in constant time: digests of both do.",
    proof: { kills: "secrecy/probe-token-by-prefix" },
    check: async (trial) => {
      await expectUnauthorized(trial, (token) => ({
        "a wrong token": "Bearer wrong",
        "a prefix of the token": `Bearer ${token.slice(0, -1)}`,
        "the token and a character more": `Bearer ${token}x`,
        "the token in another case": `Bearer ${swapCase(token)}`,
        "the token by another scheme": `Basic ${token}`,
      }));
    },
  },
];

async function expectUnauthorized(
  trial: Trial,
  attempts: (token: string) => Readonly<Record<string, string | null>>,
): Promise<void> {
  const { probe } = trial.target;
  if (probe === null) throw new Untested("the target offers no probe");
  const { buyer, source, granting } = await purchase(trial);
  await trial.settle(granting);
  for (const [how, authorization] of Object.entries(attempts(probe.token))) {
    await expectNothingTold(probe, { buyer, source }, { how, authorization });
  }
}

async function expectNothingTold(
  probe: Probe,
  { buyer, source }: { readonly buyer: string; readonly source: string },
  { how, authorization }: { readonly how: string; readonly authorization: string | null },
): Promise<void> {
  const shown = await readProbe(probe, buyer, authorization);
  if (shown.kind !== "refused" || shown.status !== 401) {
    const got = shown.kind === "refused" ? String(shown.status) : "an answer";
    throw new Broken(`the probe with ${how}: expected 401, got ${got}`);
  }
  if (shown.body.includes(source)) {
    throw new Broken(`the probe with ${how}: the refusal tells what the buyer has`);
  }
}

/** A token with no letter in it has no other case: then something else is wrong with it. */
function swapCase(token: string): string {
  const swapped = token === token.toLowerCase() ? token.toUpperCase() : token.toLowerCase();
  return swapped === token ? `${token}${token}` : swapped;
}
