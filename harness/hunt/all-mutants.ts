/** Every mutant: Proxy's, those of its bugs that Gwop's receiver can have as well, Gwop's own. @module */

import { BUGS } from "../mutants/bugs/all.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { GWOP_BUGS } from "../providers/gwop/bugs/all.ts";
import { named } from "../providers/gwop/requirement.ts";
import { shared } from "../providers/gwop/requirements/shared.ts";
import { PROXY_BUGS } from "../providers/proxy/bugs/all.ts";

const OF_PROXY: readonly Mutant[] = [...BUGS, ...PROXY_BUGS].map((bug) => ({
  ...bug,
  provider: "proxy",
}));

const GWOP_KILLS: ReadonlySet<string> = new Set(
  shared.flatMap(({ proof }) => ("kills" in proof ? [proof.kills] : [])),
);

/** The bugs that Gwop's receiver can have just as well. */
const BORROWED: readonly Mutant[] = OF_PROXY.filter(
  ({ name, scheme = "t-v1" }) => scheme === "t-v1" && GWOP_KILLS.has(named(name)),
).map(({ scheme: _, ...mutant }) => ({
  ...mutant,
  name: named(mutant.name),
  provider: "gwop",
  isBorrowed: true,
}));

const OF_GWOP: readonly Mutant[] = GWOP_BUGS.map((bug) => ({
  ...bug,
  name: named(bug.name),
  provider: "gwop",
}));

export const MUTANTS: readonly Mutant[] = [...OF_PROXY, ...BORROWED, ...OF_GWOP];
