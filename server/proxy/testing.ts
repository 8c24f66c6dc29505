/** A Proxy of a test's own: its objects, its API as a `fetch`, and its signature. @module */

import { createHmac, randomUUID } from "node:crypto";
import fc from "fast-check";

export const SECRET = "a-signing-secret-for-tests-only";

const SECOND_NS = 1_000_000_000n;
const NOON = Date.parse("2026-01-01T12:00:00.000Z");

/** An object as on the wire. */
export type WireObject = Readonly<Record<string, unknown>> & { readonly id: string };

/** A session as it stood `tick` milliseconds after noon. */
export function sessionOf(id: string, status = "provisionable", tick = 0): WireObject {
  return {
    id,
    status,
    buyer_reference: `buyer of ${id}`,
    amount_minor: 100,
    currency: "usd",
    cart_snapshot: { lineItems: [{ id: "seat", quantity: 2 }] },
    cart_version: 1,
    integration_mode: "redirect",
    metadata: {},
    payer_destination_url: null,
    provider_checkout_session_id: null,
    provider_checkout_session_psp: null,
    idempotency_key: null,
    payer_contact: { email: null, phone: null },
    created_at: new Date(NOON).toISOString(),
    updated_at: new Date(NOON + tick).toISOString(),
    expires_at: new Date(NOON).toISOString(),
  };
}

/** A subscription of 2026, active unless `fields` say otherwise. */
export function subscriptionOf(id: string, fields: Readonly<Record<string, unknown>>): WireObject {
  const start = new Date(NOON).toISOString();
  return {
    id,
    original_proxy_session_id: `psess_of_${id}`,
    buyer_reference: `buyer of ${id}`,
    status: "active",
    cancel_at_period_end: false,
    current_period_start: start,
    current_period_end: "2026-02-01T12:00:00.000Z",
    trial_end: null,
    ended_at: null,
    latest_invoice_id: null,
    latest_invoice_amount_minor: null,
    latest_invoice_currency: null,
    latest_payment_status: null,
    provider_subscription_id: `sub_of_${id}`,
    provider_checkout_session_id: null,
    psp: "stripe",
    created_at: start,
    updated_at: start,
    ...fields,
  };
}

/** Nanoseconds since 1970, of the years 2 to 9998; near 1970 and near each other often. */
export const arbitraryNanoseconds: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: -2_000_000n, max: 2_000_000n }),
  fc.bigInt({ min: -62_000_000_000_000_000_000n, max: 253_300_000_000_000_000_000n }),
);

/** Minutes east of Greenwich, as far as the SDK takes them. */
export const arbitraryOffset: fc.Arbitrary<number> = fc.integer({ min: -899, max: 899 });

/** Spells an instant with nine digits of a second. */
export function spell(nanoseconds: bigint, offsetMinutes = 0): string {
  const fraction = ((nanoseconds % SECOND_NS) + SECOND_NS) % SECOND_NS;
  const second = Number((nanoseconds - fraction) / SECOND_NS);
  const local = new Date((second + offsetMinutes * 60) * 1000).toISOString().slice(0, 19);
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const offset = [hours, minutes].map((part) => String(part).padStart(2, "0")).join(":");
  return `${local}.${String(fraction).padStart(9, "0")}${offsetMinutes < 0 ? "-" : "+"}${offset}`;
}

/** The body of an event about an object as it stood when the event was made. */
export function eventOf(
  object: WireObject,
  { id = `evt_${randomUUID()}`, type = "proxy_session.provisionable" } = {},
): string {
  return JSON.stringify({
    id,
    type,
    created_at: new Date(NOON).toISOString(),
    data: { object },
  });
}

/** A delivery, signed now. */
export function deliver(body: string, { secret = SECRET } = {}): Request {
  const timestamp = Math.floor(Date.now() / 1000);
  const mac = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return new Request("http://localhost/api/proxy/webhook", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "proxy-signature": `t=${timestamp},v1=${mac}`,
    },
    body,
  });
}

/** @returns Proxy's API, which serves what is in `objects` when it is asked. */
export function serveObjects(
  objects: ReadonlyMap<string, WireObject>,
): (...args: Parameters<typeof fetch>) => Promise<Response> {
  return async (input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const object = objects.get(decodeURIComponent(pathname.split("/").at(-1) ?? ""));
    return object === undefined
      ? new Response("not found", { status: 404 })
      : Response.json(object);
  };
}
