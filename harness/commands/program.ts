/** What begins every command line that this process prints. @module */

import { typedAs } from "../settings/typed-as.ts";

export const PROGRAM = typedAs("harness");
