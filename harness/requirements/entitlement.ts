/** What a buyer has: units, periods, and nothing of anybody else's. @module */

import type { Requirement } from "../requirement.ts";
import { amounts } from "./entitlement-amounts.ts";
import { buyers } from "./entitlement-buyers.ts";
import { probing } from "./entitlement-probe.ts";

export const entitlement: readonly Requirement[] = [...amounts, ...buyers, ...probing];
