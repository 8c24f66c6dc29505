/** What nobody may learn from a receiver: not from its answers, its probe, or its log. @module */

import type { Requirement } from "./requirement.ts";
import { secrecyAnswers } from "./secrecy/answers.ts";
import { secrecyLog } from "./secrecy/log.ts";
import { secrecyProbe } from "./secrecy/probe.ts";

export const secrecy: readonly Requirement[] = [...secrecyAnswers, ...secrecyProbe, ...secrecyLog];
