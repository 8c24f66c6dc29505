/** The bytes of a delivery: hashed as they came, bounded, and never guessed at. @module */

import { bodyBytes } from "./body/bytes.ts";
import { bodyCompression } from "./body/compression.ts";
import { bodySize } from "./body/size.ts";
import type { Requirement } from "./requirement.ts";

export const body: readonly Requirement[] = [...bodyBytes, ...bodySize, ...bodyCompression];
