/**
 * Deliveries are handled at the same moment: a check followed by a write lets two of them in.
 *
 * @module
 */

import type { Requirement } from "../requirement.ts";
import { copies } from "./race-copies.ts";
import { writers } from "./race-writers.ts";

export const race: readonly Requirement[] = [...copies, ...writers];
