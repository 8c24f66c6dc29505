/** How long a delivery may be on its way, and how its time may be spelled. @module */

import type { Requirement } from "./requirement.ts";
import { timeSpelling } from "./time/spelling.ts";
import { timeTolerance } from "./time/tolerance.ts";

export const time: readonly Requirement[] = [...timeTolerance, ...timeSpelling];
