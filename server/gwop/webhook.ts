/**
 * The route that Gwop delivers to. Its steps, in the order that STATE demands:
 *
 * 1. keep the exact bytes (`../read-body.ts`), if they call themselves JSON (`../delivery.ts`);
 * 2. verify them (`signature.ts`), and only then read them (`event.ts`);
 * 3. record what the event says: the inbox's key dedupes (`../apply.ts`);
 * 4. fold all that is known of its invoice, and write that (`refold.ts`, `invoice.ts`);
 * 5. only then is the delivery answered, so that a 2xx means that the change is durable.
 *
 * @module
 */

import type { EventToRecord, Outcome } from "../apply.ts";
import { type Delivery, deliveryOf, type Note } from "../arrival.ts";
import type { BodyBudget, Seat } from "../body-budget.ts";
import {
  type Answering,
  answerAndLog,
  recordEvent,
  refuseOverload,
  takeBody,
} from "../delivery.ts";
import { sha256 } from "../digest.ts";
import type { Desk, Intake } from "../intake.ts";
import { describeError } from "../log.ts";
import type { Bytes } from "../read-body.ts";
import type { GwopConfig } from "./config.ts";
import { type GwopEvent, parseEvent } from "./event.ts";
import { storeFact } from "./fact.ts";
import { type Refolded, refold } from "./refold.ts";
import { verifySignature } from "./signature.ts";

/** 4xx where the same bytes could not fare better, 503 where they might. */
const REFUSAL = {
  /** One answer for all faults, so that none tells a forger which check stopped them. */
  signature_refused: { status: 401 },
  event_malformed: { status: 400 },
  event_id_mismatch: { status: 400 },
  event_type_mismatch: { status: 400 },
  merchant_unknown: { status: 403 },
  not_applied: { status: 503, headers: { "retry-after": "5" } },
} as const satisfies Record<string, ResponseInit>;

type Refusal = keyof typeof REFUSAL;

export type GwopContext = {
  readonly intake: Intake;
  readonly gwop: GwopConfig;
  readonly bodyBytesMax: number;
  readonly bodies: BodyBudget;
};

/** Answers a delivery, and logs it in one line. */
export function receiveGwopDelivery(
  context: GwopContext,
  request: Request,
  answering: Answering,
): Promise<Response> {
  answering.learned.route = "gwop";
  return answerAndLog({ ...answering, bodies: context.bodies }, "delivery", (seat) =>
    answer(context, request, { ...answering, seat }),
  );
}

async function answer(
  { intake, gwop, bodyBytesMax }: GwopContext,
  request: Request,
  { log, learned, seat }: Answering & { readonly seat: Seat },
): Promise<Response> {
  const { note } = learned;
  const body = await takeBody(request, { bytesMax: bodyBytesMax, seat });
  if (body instanceof Response) return body;
  const overload = refuseOverload(intake);
  if (overload !== null) return overload;

  const delivery = deliveryOf("gwop", request, body);
  learned.delivery = delivery;

  const header = request.headers.get("x-gwop-signature");
  const verification = verifySignature(gwop.secrets, { header, body }, new Date());
  if (!verification.ok) {
    note.reason = verification.fault;
    return refuse("signature_refused");
  }
  const event = parseEvent(verification.body, verification.signedAt);
  if (event === null) return refuse("event_malformed");
  note.event_id = event.id;
  note.type = event.type;
  note.object_id = event.invoiceId;
  const record = toRecord(event, body);
  delivery.said = () => record;

  const contradiction = findContradiction(event, request.headers);
  if (contradiction !== null) return refuse(contradiction, event.id);
  if (event.merchantId !== null && event.merchantId !== gwop.merchantId) {
    return refuse("merchant_unknown", event.id);
  }
  try {
    note.outcome = await intake.run((desk) =>
      receive(noteWhatIsRead(desk, delivery), record, { log, learned }),
    );
  } catch (error) {
    Object.assign(note, describeError(error) satisfies Note);
    return refuse("not_applied", event.id);
  }
  return Response.json({ received: true });
}

/** The two headers are not signed: they decide nothing, but one that contradicts the body is odd. */
function findContradiction(event: GwopEvent, headers: Headers): Refusal | null {
  if ((headers.get("x-gwop-event-id") ?? event.id) !== event.id) return "event_id_mismatch";
  if ((headers.get("x-gwop-event-type") ?? event.type) !== event.type) return "event_type_mismatch";
  return null;
}

function toRecord(event: GwopEvent, body: Bytes): EventToRecord {
  return {
    isRecorded: false,
    provider: "gwop",
    eventId: event.id,
    type: event.type,
    objectId: event.invoiceId,
    otherId: event.publicInvoiceId,
    occurredAt: event.createdAt,
    bodySha256: sha256(body),
    fact: event.fact === null ? null : JSON.stringify(storeFact(event.fact)),
    entitlement: null, // what it means, all facts together say
  };
}

/**
 * Records an event, then refolds its invoice: after a duplicate too, since whoever recorded the
 * first copy may have crashed before it refolded.
 */
async function receive(
  desk: Desk,
  event: EventToRecord,
  answering: Answering,
): Promise<Outcome | Refolded> {
  const recorded = await recordEvent(desk, event, answering);
  if (event.fact === null || event.objectId === null) return recorded;
  const refolded = await refold(desk, { id: event.objectId, otherId: event.otherId });
  if (refolded === "ids_disagree") {
    answering.log.warn(
      { event_id: event.eventId, object_id: event.objectId, other_id: event.otherId },
      "event kept and not applied: one of its ids is a registered invoice's, the other is not",
    );
  }
  return recorded === "duplicate" && refolded !== "applied" ? recorded : refolded;
}

/** What all facts together mean is known where it is applied. */
function noteWhatIsRead(desk: Desk, delivery: Delivery): Desk {
  return {
    ...desk,
    apply: (event) => {
      delivery.read = event.entitlement;
      return desk.apply(event);
    },
  };
}

function refuse(error: Refusal, eventId?: string): Response {
  const details = eventId === undefined ? {} : { event_id: eventId };
  return Response.json({ error, ...details }, REFUSAL[error]);
}
