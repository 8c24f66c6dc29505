/** Receivers that are wrong about what is evidence, or about what it means. @module */

import type { Mutant } from "../mutant.ts";
import { accessMutants } from "./state-access.ts";
import { evidenceMutants } from "./state-evidence.ts";
import { failureMutants } from "./state-failures.ts";

export const stateMutants: readonly Mutant[] = [
  ...evidenceMutants,
  ...accessMutants,
  ...failureMutants,
];
