/**
 * What may happen to a session, and what announces it.
 *
 * @see docs/assumptions.md#a5 (states); docs/assumptions.md#a14 (events)
 * @module
 */

import { later } from "../../simulator/instant.ts";
import { INT_32_MAX } from "../../values/whole-numbers.ts";
import type { LineItem, Session, SessionStatus } from "./objects.ts";

export const SESSION_COMMANDS = [
  "hand_off",
  "open",
  "pay",
  "make_provisionable",
  "cancel",
  "fail",
  "expire",
] as const;

export type SessionCommand = (typeof SESSION_COMMANDS)[number];

/** What changes, and the type of the event that announces it; null where none does. */
export type SessionMove = { readonly fields: Partial<Session>; readonly event: string | null };

const DAY_MS = 86_400_000;
const UNPAID = ["created", "payer_handoff_pending", "payer_opened"] as const;

const MOVES = {
  hand_off: { from: ["created"], to: "payer_handoff_pending", event: null },
  open: { from: ["payer_handoff_pending"], to: "payer_opened", event: null },
  pay: { from: ["payer_opened"], to: "paid", event: "proxy_session.paid" },
  make_provisionable: {
    from: ["paid"],
    to: "provisionable",
    event: "proxy_session.provisionable",
  },
  cancel: { from: UNPAID, to: "cancelled", event: "proxy_session.cancelled" },
  fail: { from: [...UNPAID, "paid"], to: "failed", event: "proxy_session.failed" },
  expire: { from: UNPAID, to: "expired", event: "proxy_session.expired" },
} as const satisfies Record<
  SessionCommand,
  {
    readonly from: readonly SessionStatus[];
    readonly to: SessionStatus;
    readonly event: string | null;
  }
>;

/** @returns The move; or null where Proxy would not do this now. */
export function sessionMove(held: Session, command: SessionCommand): SessionMove | null {
  const { from, to, event }: (typeof MOVES)[SessionCommand] = MOVES[command];
  const allowed: readonly SessionStatus[] = from;
  return allowed.includes(held.status) ? { fields: { status: to }, event } : null;
}

/** @param at What the world's clock shows. */
export function newSession(
  id: string,
  buyer: string,
  items: readonly LineItem[],
  at: string,
): Session {
  return {
    id,
    status: "created",
    buyer_reference: buyer,
    amount_minor: Math.min(
      items.reduce((sum, item) => sum + item.amountMinor * item.quantity, 0),
      INT_32_MAX,
    ),
    currency: "usd",
    cart_snapshot: { currency: "usd", lineItems: items },
    cart_version: 1,
    integration_mode: "handoff",
    metadata: {},
    payer_destination_url: null,
    provider_checkout_session_id: null,
    provider_checkout_session_psp: null,
    idempotency_key: null,
    payer_contact: { email: null, phone: null },
    created_at: at,
    updated_at: at,
    expires_at: later(at, DAY_MS),
  };
}
