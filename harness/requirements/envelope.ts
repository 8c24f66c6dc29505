/** What a well signed body must say to be an event, and what it may say beside it. @module */

import type { Requirement } from "../requirement.ts";
import { envelopeId } from "./envelope-id.ts";
import { envelopeObject } from "./envelope-object.ts";
import { envelopeReading } from "./envelope-reading.ts";

export const envelope: readonly Requirement[] = [
  ...envelopeId,
  ...envelopeObject,
  ...envelopeReading,
];
