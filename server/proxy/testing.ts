/** A Proxy of a test's own: its objects, its API as a `fetch`, and its signature. @module */

import { createHmac, randomUUID } from "node:crypto";

export const SECRET = "a-signing-secret-for-tests-only";

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
