/** Gwop: all that the harness knows of it. @module */

import { BUGS } from "../../mutants/bugs/all.ts";
import type { Bug, Mutant } from "../../mutants/mutant.ts";
import { ENTRIES } from "../../requirements/all.ts";
import { atSender } from "../../requirements/at-sender.ts";
import { killsOf } from "../../requirements/requirement.ts";
import type { Provider } from "../provider.ts";
import { GWOP_BUGS } from "./bugs/all.ts";
import { GWOP_INVARIANTS } from "./invariants.ts";
import { preflight } from "./preflight.ts";
import { GWOP_RECEIVER } from "./receiver/gwop.ts";
import { REPERTOIRE } from "./repertoire.ts";
import { named, ofGwopAlone } from "./requirement.ts";
import { GWOP_ENTRIES } from "./requirements/all.ts";
import { AT_GWOP } from "./requirements/wording.ts";
import { GWOP_SCHEME } from "./scheme.ts";
import { GWOP } from "./sender.ts";
import { configure, SETTINGS } from "./settings.ts";
import { standAlone } from "./stand-alone.ts";
import { VERBS } from "./verbs.ts";

const OWN = GWOP_ENTRIES.map(ofGwopAlone);
const TAKEN = ENTRIES.map((entry) => atSender(AT_GWOP, entry));

const KILLED: ReadonlySet<string> = new Set([...TAKEN, ...OWN].flatMap(killsOf));

const OWN_BUGS: readonly Mutant[] = GWOP_BUGS.map(ours);
const OWN_NAMES: ReadonlySet<string> = new Set(OWN_BUGS.map(({ name }) => name));

/** The bugs of others that this receiver can have just as well: others noticed them there already. */
const BORROWED: readonly Mutant[] = BUGS.filter(
  ({ name, scheme }) =>
    scheme === undefined && KILLED.has(named(name)) && !OWN_NAMES.has(named(name)),
).map((bug) => ({ ...ours(bug), isBorrowed: true }));

function ours(bug: Bug): Mutant {
  return { ...bug, name: named(bug.name), provider: GWOP };
}

export const gwop: Provider = {
  name: GWOP,
  title: "Gwop",
  schemes: [GWOP_SCHEME],
  verbs: VERBS,
  repertoire: REPERTOIRE,
  requirements: [...TAKEN, ...OWN],
  invariants: GWOP_INVARIANTS,
  receiver: GWOP_RECEIVER,
  mutants: [...BORROWED, ...OWN_BUGS],
  settings: SETTINGS,
  configure,
  claims: ["gwopUrl", "gwopInvoices"],
  preflight,
  byHand: {
    endpoint: "harness/providers/gwop/endpoint.sh",
    variables: ["GWOP_MERCHANT_ID"],
    cannotPlay:
      "the check issues invoices and registers them as the app does, which scripts don't do",
  },
  standAlone,
};
