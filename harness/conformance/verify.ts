/** What a run asks beside the catalogue, where side effects can be counted. @module */

import { CountFailed } from "../effects/count.ts";
import { countByCommand } from "../effects/count-by-command.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { effectsOf } from "../run/catalogue.ts";
import { UsageError } from "../settings/usage-error.ts";
import { quotingWithout } from "../target/quoting.ts";
import type { RunOptions } from "./options.ts";
import { secretsOf } from "./secrets-of.ts";

export type Verifying = {
  readonly effects: readonly Requirement[];
  /** Reads the number once. @throws {UsageError} If there is none to be had. */
  readonly tryFirst: (signal: AbortSignal) => Promise<void>;
};

/**
 * @param requirements Of which the stories are taken.
 * @returns Null where nothing counts them.
 */
export function verifying(
  options: RunOptions,
  requirements: readonly Requirement[],
): Verifying | null {
  const { verify, sides } = options;
  if (verify === null) return null;
  const read = countByCommand(verify.command, quotingWithout(secretsOf(options)));
  const tested = new Set(sides.map(({ provider }) => provider.name));
  return {
    effects: effectsOf(requirements, { read, counted: verify.counted }).filter(({ provider }) =>
      tested.has(provider),
    ),
    tryFirst: async (signal) => {
      const lacks = sides.flatMap((side) => lackOf(side));
      if (lacks.length > 0) throw new UsageError(lacks);
      try {
        await read(signal);
      } catch (error) {
        if (error instanceof CountFailed) throw new UsageError([error.message]);
        throw error;
      }
    },
  };
}

/** Without a probe nobody knows what was granted. */
function lackOf({ provider, configured }: RunOptions["sides"][number]): readonly string[] {
  // What its receivers need does not depend on where this one is.
  const { receiver } = configured.sender((url) => new URL(url, "http://receiver.test"));
  const isWhole = configured.probe !== null && receiver.lacks === null;
  return isWhole
    ? []
    : [`--verify-cmd needs the state profile at ${provider.title}'s endpoint: ${receiver.needs}`];
}
