/** Receivers that are wrong about what is evidence, or about what it means. @module */

import type { Mutant } from "../../../mutants/mutant.ts";
import { accessMutants } from "./access.ts";
import { evidenceMutants } from "./evidence.ts";
import { failureMutants } from "./failures.ts";

export const stateMutants: readonly Mutant[] = [
  ...evidenceMutants,
  ...accessMutants,
  ...failureMutants,
];
