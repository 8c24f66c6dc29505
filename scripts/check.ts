/** A step of what is checked before a change is merged. @module */

import type { Lifetime } from "./lifetime.ts";
import { installRuntimes } from "./runtimes.ts";
import { addTallies, type Tally } from "./tally.ts";

export type Check = {
  readonly name: string;
  readonly run: () => Promise<{
    /** 0 where all is well. */
    readonly code: number;
    /** Where it counts its tests; null where none was run. */
    readonly tally?: Tally | null;
  }>;
};

/** At the same time, since each of them mostly waits. */
export function together(
  lifetime: Pick<Lifetime, "start">,
  name: string,
  checks: readonly Check[],
  prepare: (lifetime: Pick<Lifetime, "start">) => Promise<unknown> = installRuntimes,
): Check {
  return {
    name,
    run: async () => {
      await prepare(lifetime); // once: two installations would meet in one folder
      const done = await Promise.all(checks.map(({ run }) => run()));
      const code = done.find((one) => one.code !== 0)?.code ?? 0;
      return { code, tally: addTallies(done.map(({ tally = null }) => tally)) };
    },
  };
}
