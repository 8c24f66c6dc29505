/** Can what a buyer may use be read at all? @module */

import { FoundationBroken } from "../target/foundation.ts";
import { type ProbeAnswer, readProbe } from "../target/probe.ts";
import { Unreachable } from "../target/verdict.ts";
import type { Trial } from "../trial/trial.ts";

const FORM = "Answer as the target contract's section about the probe says";

/** @throws {FoundationBroken} Unless it knows of a buyer, who was never heard of, that there is nothing. */
export async function assertProbe({ target, freshId }: Trial): Promise<void> {
  if (target.probe === null) return;
  const where = `The probe at ${target.probe.url.origin}${target.probe.url.pathname}`;
  const shown = await readProbe(target.probe, freshId("buyer")).catch((error: unknown) => {
    if (!(error instanceof Unreachable)) throw error;
    throw broken(
      `${where} did not answer`,
      "Is --probe its address, and does it answer while nothing else is asked?",
    );
  });
  const problem = problemOf(shown);
  if (problem !== null) throw broken(`${where} ${problem.said}`, problem.remedy);
}

function problemOf(shown: ProbeAnswer): { readonly said: string; readonly remedy: string } | null {
  switch (shown.kind) {
    case "refused":
      return shown.status === 401 || shown.status === 403
        ? { said: `answered ${shown.status} to the token`, remedy: "Check --probe-token-env" }
        : {
            said: `answered ${shown.status} for a buyer it has never heard of: expected 200 and an empty list`,
            remedy: FORM,
          };
    case "malformed":
      return { said: `is malformed: ${shown.reason}`, remedy: FORM };
    case "records":
      return shown.records.length === 0
        ? null
        : { said: "shows entitlements of a buyer who was never heard of", remedy: FORM };
  }
}

function broken(message: string, remedy: string): FoundationBroken {
  return new FoundationBroken("probe", message, { exitCode: 2, remedy, leavesWire: true });
}
