/** What a buyer has: units, periods, and nothing of anybody else's. @module */

import { amounts } from "../providers/proxy/requirements/amounts.ts";
import { buyers } from "../providers/proxy/requirements/buyers.ts";
import { probing } from "./entitlement/probe.ts";
import type { Requirement } from "./requirement.ts";

export const entitlement: readonly Requirement[] = [...amounts, ...buyers, ...probing];
