/** Every mutant, sender by sender. @module */

import type { Mutant } from "../mutants/mutant.ts";
import { PROVIDERS } from "../providers/providers.ts";

export const MUTANTS: readonly Mutant[] = PROVIDERS.flatMap(({ mutants }) => mutants);
