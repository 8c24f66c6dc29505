/** Every correct receiver that differs. @module */

import { differingAnswers } from "./answers.ts";
import type { Differing } from "./differing.ts";
import { differingHandling } from "./handling.ts";
import { differingProbes } from "./probe.ts";
import { differingValues } from "./values.ts";

export const DIFFERING: readonly Differing[] = [
  ...differingAnswers,
  ...differingHandling,
  ...differingProbes,
  ...differingValues,
];
