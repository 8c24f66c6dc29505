/** Tries what each endpoint of a run stands on, and tells what can't be asked where it is broken. @module */

import type { Requirement } from "../requirements/requirement.ts";
import type { Foundation } from "../run/report.ts";
import { LANES } from "../run/run.ts";
import { deathWithin, inWords } from "../target/death.ts";
import { FOUNDATIONS, FoundationBroken } from "../target/foundation.ts";
import type { ManagedTarget } from "../target/managed-target.ts";
import type { Quoting } from "../target/quoting.ts";
import { ONE_AT_A_TIME } from "./beside-idle.ts";
import type { Traits } from "./foundations.ts";

export type Ground = {
  readonly foundations: readonly Foundation[];
  /** What a person should know of the target, though no requirement is about it. */
  readonly remarks: readonly string[];
  /** How many requirements may be asked side by side. */
  readonly lanes: number;
  /** Null where a requirement can be asked. */
  readonly blockedBy: (requirement: Requirement) => string | null;
};

/** How one endpoint's foundations are tried. */
export type Site = {
  readonly provider: string;
  /** @throws {FoundationBroken} For the first one that does not hold. */
  readonly lay: () => Promise<Traits>;
  /** Null where we did not start it. */
  readonly managed: ManagedTarget | null;
  /** Takes a trial's nonces out. */
  readonly symbolic: (text: string) => string;
};

/** @param outputSince What the target has written since a moment, if we started it. */
export async function layGround(
  sites: readonly Site[],
  quoting: Quoting,
  outputSince: (startedAt: number) => string,
): Promise<Ground> {
  const broken = new Map<string, FoundationBroken>();
  const foundations: Foundation[] = [];
  let lanes = LANES;
  for (const { provider, lay, symbolic, managed } of sites) {
    const startedAt = performance.now();
    try {
      if ((await lay()).servesOneAtATime) lanes = 1;
    } catch (error) {
      if (!(error instanceof FoundationBroken)) throw error;
      const found = await withDeath(error, managed);
      broken.set(provider, found);
      const { foundation, message, details, remedy, exitCode, answer } = found;
      foundations.push({
        id: `foundation/${foundation}`,
        provider,
        claim: FOUNDATIONS[foundation],
        reason: symbolic(message),
        details: details.map(symbolic),
        remedy,
        exitCode,
        observed: {
          durationMs: Math.round(performance.now() - startedAt),
          answer: answer === null ? null : quoting.answer(answer),
          output: quoting.lines(outputSince(startedAt)),
        },
      });
    }
  }
  return {
    foundations,
    remarks: lanes === 1 ? [ONE_AT_A_TIME] : [],
    lanes,
    blockedBy: (requirement) => {
      const found = broken.get(requirement.provider);
      return found?.blocks(requirement) === true
        ? `stands on what does not hold: ${FOUNDATIONS[found.foundation]}`
        : null;
    },
  };
}

/** Until the end of a process is told, once its connections were cut. */
const TOLD_WITHIN_MS = 500;

/** @returns The same; or where the target ended by it, that, and the target is started again. */
async function withDeath(
  found: FoundationBroken,
  managed: ManagedTarget | null,
): Promise<FoundationBroken> {
  const death = await deathWithin(managed, found.answer === null ? TOLD_WITHIN_MS : 0);
  if (managed === null || death === null) return found;
  const runsAgain = await managed.restart().then(
    () => true,
    () => false,
  );
  const said = `the receiver ended with ${inWords(death)}. ${found.message}`;
  return new FoundationBroken(
    found.foundation,
    runsAgain ? said : `${said}. It did not start again`,
    {
      exitCode: 1,
      remedy: "What it wrote last says by what it ended: mend that first",
      details: found.details,
      leavesWire: runsAgain && found.leavesWire,
    },
  );
}
