/** What may be in what a receiver says, and is never quoted. @module */

import type { RunOptions } from "./options.ts";

/** What a receiver was told, or has in its own environment, and must not be quoted with. */
export function secretsOf({
  sides,
  alsoTold,
  probeToken,
}: Pick<RunOptions, "sides" | "alsoTold" | "probeToken">): readonly string[] {
  const told = [...sides, ...alsoTold].flatMap(({ configured }) => [
    ...configured.secrets,
    ...Object.entries(configured.environment(null))
      .filter(([name]) => /SECRET|KEY|TOKEN/.test(name))
      .map(([, value]) => value),
  ]);
  return [probeToken, ...told];
}
