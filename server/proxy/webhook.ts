/**
 * The route that Proxy delivers to. Its steps, in the order that STATE demands:
 *
 * 1. keep the exact bytes (`../read-body.ts`), if they call themselves JSON (`../delivery.ts`);
 * 2. the SDK verifies them, and only then re-reads Proxy's state;
 * 3. a state older than the event is refused (`order.ts`);
 * 4. one statement dedupes and mutates (`../apply.ts`);
 * 5. only then is the delivery answered, so that a 2xx means that the change is durable.
 *
 * @module
 */

import type { ProxyCheckoutServerClient, ResolvedProxyEvent } from "@proxy-checkout/server-js";
import type { EventToRecord } from "../apply.ts";
import { deliveryOf, type Note } from "../arrival.ts";
import type { BodyBudget, Seat } from "../body-budget.ts";
import {
  type Answering,
  answerAndLog,
  recordEvent,
  refuseOverload,
  takeBody,
} from "../delivery.ts";
import { sha256 } from "../digest.ts";
import type { Intake } from "../intake.ts";
import { describeError } from "../log.ts";
import type { ProxyConfig } from "./config.ts";
import { entitlementOf } from "./entitlement.ts";
import { readEnvelope } from "./envelope.ts";
import { isStale, type Version, versionOf } from "./order.ts";
import type { Policy } from "./policy.ts";
import { doubtSignature } from "./signature-doubt.ts";

/** Proxy's answer was older than the event. Nothing was recorded: a later read will be newer. */
export class StaleReadError extends Error {
  override readonly name = "StaleReadError";
  readonly code = "stale_read";
}

export type DeliveryConfig = Pick<
  ProxyConfig,
  "signingSecrets" | "signatureScheme" | "toleranceSeconds" | "policy"
>;

export type ProxyContext = {
  readonly client: ProxyCheckoutServerClient;
  readonly intake: Intake;
  readonly config: DeliveryConfig;
  readonly bodyBytesMax: number;
  readonly bodies: BodyBudget;
};

/** Answers a delivery, and logs it in one line. */
export function receiveProxyDelivery(
  context: ProxyContext,
  request: Request,
  answering: Answering,
): Promise<Response> {
  answering.learned.route = "proxy";
  return answerAndLog({ ...answering, bodies: context.bodies }, "delivery", (seat) =>
    answer(context, request, { ...answering, seat }),
  );
}

async function answer(
  { client, intake, config, bodyBytesMax }: ProxyContext,
  request: Request,
  { log, learned, seat }: Answering & { readonly seat: Seat },
): Promise<Response> {
  const { note } = learned;
  const body = await takeBody(request, { bytesMax: bodyBytesMax, seat });
  if (body instanceof Response) return body;
  const overload = refuseOverload(intake);
  if (overload !== null) return overload;
  const delivery = deliveryOf("proxy", request, body);
  delivery.said = () => readEnvelope(body);
  learned.delivery = delivery;

  const response = await client.webhooks.handle(
    { headers: request.headers, rawBody: body },
    {
      secret: config.signingSecrets,
      scheme: config.signatureScheme,
      toleranceSeconds: config.toleranceSeconds,
      onResolved: async (resolved) => {
        note.event_id = resolved.event.id;
        note.type = resolved.event.type;
        note.object_id = resolved.event.objectId;
        note.kind = resolved.kind;
        if (resolved.kind === "ignored") note.reason = resolved.reason;
        try {
          const event = toRecord(resolved, body, config.policy);
          delivery.said = () => event;
          delivery.read = event.entitlement;
          note.outcome = await intake.run((desk) => recordEvent(desk, event, { log, learned }));
        } catch (error) {
          // The SDK turns this into a 503 and says no more of it: the reason is ours to log.
          Object.assign(note, describeError(error) satisfies Note);
          throw error;
        }
      },
    },
  );
  if (response.status === 401) note.reason = doubtSignature(config, request.headers, new Date());
  return response;
}

/**
 * What an event that the SDK resolved is to the one statement.
 *
 * @param body The bytes that were verified.
 * @throws {StaleReadError} If the state that was read is older than the event: recorded as done, the
 * change would be lost.
 */
export function toRecord(
  resolved: ResolvedProxyEvent,
  body: Uint8Array,
  policy: Policy,
): EventToRecord {
  const { event } = resolved;
  const read = versionRead(resolved);
  if (read !== null && isStale(read, event)) {
    throw new StaleReadError("Cannot use the state read: expected one no older than the event");
  }
  return {
    isRecorded: false,
    provider: "proxy",
    eventId: event.id,
    type: event.type,
    objectId: event.objectId,
    otherId: null,
    occurredAt: new Date(event.createdAt),
    bodySha256: sha256(body),
    fact: null, // Proxy is asked for its state
    entitlement: entitlementOf(resolved, policy),
  };
}

function versionRead(resolved: ResolvedProxyEvent): Version | null {
  if ("session" in resolved) return versionOf(resolved.session);
  if ("subscription" in resolved) return versionOf(resolved.subscription);
  return null;
}
