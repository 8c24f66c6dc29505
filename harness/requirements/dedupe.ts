/** Deliveries repeat: an event has its effect once, however often it comes. @module */

import { identity } from "./dedupe/identity.ts";
import { recording } from "./dedupe/recording.ts";
import { repetition } from "./dedupe/repetition.ts";
import { restart } from "./dedupe/restart.ts";
import type { Requirement } from "./requirement.ts";

export const dedupe: readonly Requirement[] = [
  ...repetition,
  ...identity,
  ...recording,
  ...restart,
];
