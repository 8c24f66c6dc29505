/** Events arrive in any order: the state decides, not the last one to arrive. @module */

import { late } from "../providers/proxy/requirements/late.ts";
import { tied } from "../providers/proxy/requirements/tied.ts";
import type { Requirement } from "./requirement.ts";

export const order: readonly Requirement[] = [...late, ...tied];
