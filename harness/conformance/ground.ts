/** Tries what each endpoint of a run stands on, and tells what can't be asked where it is broken. @module */

import type { Requirement } from "../requirements/requirement.ts";
import type { Foundation } from "../run/report.ts";
import { LANES } from "../run/run.ts";
import { FOUNDATIONS, FoundationBroken } from "../target/foundation.ts";
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
  for (const { provider, lay, symbolic } of sites) {
    const startedAt = performance.now();
    try {
      if ((await lay()).servesOneAtATime) lanes = 1;
    } catch (error) {
      if (!(error instanceof FoundationBroken)) throw error;
      broken.set(provider, error);
      const { foundation, message, details, remedy, exitCode, answer } = error;
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
        ? `stands on what is broken: ${FOUNDATIONS[found.foundation]}`
        : null;
    },
  };
}
