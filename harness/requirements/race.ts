/**
 * Deliveries are handled at the same moment: a check followed by a write lets two of them in.
 *
 * @module
 */

import { writers } from "../providers/proxy/requirements/writers.ts";
import { copies } from "./race/copies.ts";
import type { Requirement } from "./requirement.ts";

export const race: readonly Requirement[] = [...copies, ...writers];
