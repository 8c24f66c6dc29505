/** How often somebody may try a token: a few times at once, then now and then. @module */

/** A person who mistypes has enough of them. */
const AT_ONCE_MAX = 10;

/** What a lock costs an honest person once nobody tries any more, and a guesser for ever. */
const ONE_MORE_EVERY_MS = 10_000;

export type Attempts = {
  /**
   * Takes an attempt, to be given back where it was right.
   *
   * @returns 0 where there is one; else milliseconds until the next. Nothing was taken then.
   */
  readonly take: () => number;
  readonly giveBack: () => void;
};

/**
 * All attempts of a process share them: behind a proxy nobody can tell one client from another, and
 * what the client says of itself is hearsay. A session that has begun needs none.
 *
 * @param now Milliseconds that never go back.
 */
export function createAttempts(now: () => number): Attempts {
  let left = AT_ONCE_MAX;
  let countedAt = now();

  return {
    take: () => {
      const elapsed = now() - countedAt;
      left = Math.min(AT_ONCE_MAX, left + elapsed / ONE_MORE_EVERY_MS);
      countedAt += elapsed;
      if (left < 1) return Math.ceil((1 - left) * ONE_MORE_EVERY_MS);
      left -= 1;
      return 0;
    },
    giveBack: () => {
      left = Math.min(AT_ONCE_MAX, left + 1);
    },
  };
}
