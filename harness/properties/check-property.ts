/** Runs one property on generated cases, and turns fast-check's answer into ours. @module */

import fc from "fast-check";
import { Broken } from "../requirement.ts";
import type { Trial } from "../trial.ts";

/** A counterexample that is still large after this long is better than a report that never comes. */
const SHRINK_WITHIN_MS = 10_000;

/**
 * Checks a property on as many generated cases as the run's effort asks for.
 *
 * Only {@link Broken} counts against the target, and only it is shrunk: anything else, such as a
 * target that went away, ends the search at once and is thrown as it is.
 *
 * @throws {Broken} With the details of the smallest counterexample, and fast-check's path to it.
 */
export async function checkProperty<T>(
  trial: Trial,
  arbitrary: fc.Arbitrary<T>,
  holdsFor: (one: Trial, value: T) => Promise<void>,
): Promise<void> {
  const { seed, runs, path, shrinks } = trial.effort;
  let trouble: { readonly error: unknown } | null = null;
  let shrinkUntil = Number.POSITIVE_INFINITY;

  const property = fc.asyncProperty(arbitrary, async (value) => {
    // fast-check keeps the smallest that failed, so to call all further ones held ends its search.
    if (trouble !== null || performance.now() > shrinkUntil) return;
    const one = trial.again();
    try {
      await holdsFor(one, value);
    } catch (error) {
      if (!(error instanceof Broken)) {
        trouble = { error };
        return;
      }
      shrinkUntil = Math.min(shrinkUntil, performance.now() + SHRINK_WITHIN_MS);
      throw error;
    } finally {
      one.close();
    }
  });
  const result = await fc.check(property, {
    seed,
    numRuns: runs,
    endOnFailure: !shrinks,
    ...(path === null ? {} : { path }),
  });

  // TypeScript does not see that the closure above may have set it.
  const stopped = trouble as { readonly error: unknown } | null;
  if (stopped !== null) throw stopped.error;
  if (!result.failed) return;
  if (!(result.errorInstance instanceof Broken)) {
    throw new Error("Bug: the property failed without a reason", { cause: result.errorInstance });
  }
  const { message, details } = result.errorInstance;
  throw new Broken(message, details, result.counterexamplePath);
}
