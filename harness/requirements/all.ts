/**
 * What every sender's endpoint promises, an area a folder.
 *
 * - signature: who may speak for the sender: only who has the signing secret, over exactly these bytes
 * - time: how long a delivery may be on its way, and how its time may be spelled
 * - body: the bytes of a delivery: hashed as they came, bounded, and never guessed at
 * - envelope: what a well signed body must say to be an event, and what it may say beside it
 * - dedupe: deliveries repeat: an event has its effect once, however often it comes
 * - order: an event that comes late counts as well
 * - race: deliveries are handled at the same moment: a check followed by a write lets two of them in
 * - entitlement: what a buyer has: units, periods, and nothing of anybody else's
 * - http: what a webhook route is over HTTP
 * - secrecy: what nobody may learn from a receiver: not from its answers, its probe, or its log
 *
 * @module
 */

import { bodyBytes } from "./body/bytes.ts";
import { bodyCompression } from "./body/compression.ts";
import { bodyPieces } from "./body/pieces.ts";
import { bodySize } from "./body/size.ts";
import { anyId } from "./dedupe/any-id.ts";
import { identity } from "./dedupe/identity.ts";
import { memory } from "./dedupe/memory.ts";
import { recording } from "./dedupe/recording.ts";
import { repetition } from "./dedupe/repetition.ts";
import { restart } from "./dedupe/restart.ts";
import { anyValue } from "./entitlement/any-value.ts";
import { keptPurchases } from "./entitlement/kept.ts";
import { probing } from "./entitlement/probe.ts";
import { records } from "./entitlement/records.ts";
import { envelopeId } from "./envelope/id.ts";
import { envelopeReading } from "./envelope/reading.ts";
import { httpBeside } from "./http/beside.ts";
import { httpKept } from "./http/kept.ts";
import { httpOffers } from "./http/offers.ts";
import { httpPatience } from "./http/patience.ts";
import { httpRoute } from "./http/route.ts";
import { late } from "./order/late.ts";
import { copies } from "./race/copies.ts";
import type { Entry } from "./requirement.ts";
import { secrecyAnswers } from "./secrecy/answers.ts";
import { secrecyLog } from "./secrecy/log.ts";
import { secrecyProbe } from "./secrecy/probe.ts";
import { signatureContent } from "./signature/content.ts";
import { signatureForm } from "./signature/form.ts";
import { signatureHeader } from "./signature/header.ts";
import { signatureSecret } from "./signature/secret.ts";
import { statuses } from "./statuses.ts";
import { timeSpelling } from "./time/spelling.ts";
import { timeTolerance } from "./time/tolerance.ts";

export const ENTRIES: readonly Entry[] = [
  ...signatureHeader,
  ...signatureForm,
  ...signatureContent,
  ...signatureSecret,
  ...timeTolerance,
  ...timeSpelling,
  ...bodyBytes,
  ...bodySize,
  ...bodyCompression,
  ...envelopeId,
  ...envelopeReading,
  ...repetition,
  ...identity,
  ...anyId,
  ...recording,
  ...restart,
  ...late,
  ...copies,
  ...records,
  ...anyValue,
  ...probing,
  ...httpRoute,
  ...httpPatience,
  ...secrecyAnswers,
  ...secrecyProbe,
  ...secrecyLog,
  ...statuses,
  ...bodyPieces,
  ...memory,
  ...keptPurchases,
  ...httpKept,
  ...httpBeside,
  ...httpOffers,
];
