/** Counts what a run really did, so that "held" says what was tried. @module */

export type Tally = {
  readonly add: (what: string, times?: number) => void;
  /** The counts so far, by name. */
  readonly counts: () => Readonly<Record<string, number>>;
};

export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    add: (what, times = 1) => {
      counts.set(what, (counts.get(what) ?? 0) + times);
    },
    counts: () => Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}
