/** Events arrive in any order: the state decides, not the last one to arrive. @module */

import type { Requirement } from "../requirement.ts";
import { late } from "./order-late.ts";
import { tied } from "./order-tied.ts";

export const order: readonly Requirement[] = [...late, ...tied];
