/** What a well signed body must say to be an event, and what it may say beside it. @module */

import { envelopeObject } from "../providers/proxy/requirements/objects.ts";
import { envelopeId } from "./envelope/id.ts";
import { envelopeReading } from "./envelope/reading.ts";
import type { Requirement } from "./requirement.ts";

export const envelope: readonly Requirement[] = [
  ...envelopeId,
  ...envelopeObject,
  ...envelopeReading,
];
