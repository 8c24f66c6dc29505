/** Proxy: all that the harness knows of it. @module */

import { BUGS } from "../../mutants/bugs/all.ts";
import { ENTRIES } from "../../requirements/all.ts";
import { atSender } from "../../requirements/at-sender.ts";
import type { Provider } from "../provider.ts";
import { PROXY_BUGS } from "./bugs/all.ts";
import { PROXY_INVARIANTS } from "./invariants.ts";
import { preflight } from "./preflight.ts";
import { PROXY_RECEIVER } from "./receiver/proxy.ts";
import { REPERTOIRE } from "./repertoire.ts";
import { AT_PROXY, ofProxyAlone } from "./requirement.ts";
import { PROXY_ENTRIES } from "./requirements/all.ts";
import { PROXY_SCHEMES } from "./schemes.ts";
import { configure, SETTINGS } from "./settings.ts";
import { standAlone } from "./stand-alone.ts";
import { PROXY } from "./trial.ts";
import { VERBS } from "./verbs.ts";

export const proxy: Provider = {
  name: PROXY,
  title: "Proxy",
  schemes: PROXY_SCHEMES,
  verbs: VERBS,
  repertoire: REPERTOIRE,
  requirements: [
    ...ENTRIES.map((entry) => atSender(AT_PROXY, entry)),
    ...PROXY_ENTRIES.map(ofProxyAlone),
  ],
  invariants: PROXY_INVARIANTS,
  receiver: PROXY_RECEIVER,
  mutants: [...BUGS, ...PROXY_BUGS].map((bug) => ({ ...bug, provider: PROXY })),
  settings: SETTINGS,
  configure,
  claims: [],
  preflight,
  byHand: { endpoint: "harness/providers/proxy/endpoint.sh", variables: [], cannotPlay: null },
  standAlone,
};
