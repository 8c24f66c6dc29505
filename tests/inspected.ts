/** What there is to look at in the tests of the inspector: a few stories, and some hostile rows. @module */

import type { Sql } from "postgres";
import { HOSTILE, tellDelivery, tellEvent, tellHeld } from "../server/inspector/testing/rows.ts";

const EVENT = "evt_1f6b0c52d0a94c5fa8";
const SOURCE = "psess_7d2a9e41";

const of = (path: string, query: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(query).toString()}`;

/** Each page once, by a name for its picture. */
export const PAGES = {
  deliveries: "/",
  filtered: "/?outcome=refused&outcome=stale&type=subscription.renewed&from=2026-01-01T00:00",
  event: of("/event", { provider: "proxy", id: EVENT }),
  "event-hostile": of("/event", { provider: "proxy", id: (HOSTILE[0] ?? "").slice(0, 255) }),
  "event-bodies": of("/event", { provider: "proxy", id: "evt_two_bodies" }),
  object: of("/object", { provider: "proxy", id: SOURCE }),
  buyer: of("/buyer", { reference: "user_42" }),
  refusals: "/refusals",
  health: "/health",
  again: of("/again", { kind: "event", provider: "proxy", id: EVENT }),
} as const;

export async function tellStories(sql: Sql): Promise<void> {
  const now = Date.now();
  const ago = (seconds: number): Date => new Date(now - seconds * 1000);
  await tellTraffic(sql);

  // A purchase that was refused once, applied, and told of again; then it ended.
  await tellEvent(sql, EVENT, SOURCE);
  await tellHeld(sql, { source: SOURCE, buyer: "user_42", eventId: EVENT });
  const told = { eventId: EVENT, objectId: SOURCE };
  const unread = {
    access: null,
    outcome: "refused",
    status: 503,
    reason: "state_read_failed",
  } as const;
  await tellDelivery(sql, {
    ...told,
    ...unread,
    code: "api_timeout",
    receivedAt: ago(400),
    captured: true,
  });
  await tellDelivery(sql, { ...told, receivedAt: ago(370), captured: true });
  await tellDelivery(sql, { ...told, outcome: "duplicate", receivedAt: ago(365) });
  const later = { objectId: SOURCE, version: 2, access: "restricted", renews: true } as const;
  await tellDelivery(sql, {
    ...later,
    eventId: "evt_77a0",
    type: "subscription.renewed",
    accessUntil: new Date("2027-01-31T00:00:00Z"),
    receivedAt: ago(90),
  });
  await tellDelivery(sql, {
    objectId: SOURCE,
    eventId: "evt_77a1",
    outcome: "stale",
    receivedAt: ago(80),
  });

  const twice = { eventId: "evt_two_bodies", objectId: "psess_two", captured: true };
  const body = { id: "evt_two_bodies", data: { object: { id: "psess_two", amount_minor: 100 } } };
  await tellDelivery(sql, { ...twice, body: JSON.stringify(body), receivedAt: ago(60) });
  body.data.object.amount_minor = 1;
  await tellDelivery(sql, {
    ...twice,
    body: JSON.stringify(body),
    outcome: "duplicate",
    receivedAt: ago(50),
  });

  for (const [index, hostile] of HOSTILE.entries()) {
    const id = hostile.slice(0, 255);
    await tellDelivery(sql, {
      ...{ eventId: id, type: id, objectId: `psess_${id}`.slice(0, 255), kind: id },
      ...{ receivedAt: ago(30 + index), captured: true, body: JSON.stringify({ hostile }) },
    });
  }
  await sql`
    insert into refusal (minute, route, reason, count) values
      (date_trunc('minute', now()), 'proxy', 'signature_mismatch', 98213),
      (date_trunc('minute', now()) - interval '2 hours', 'proxy', 'timestamp_outside_tolerance', 4),
      (date_trunc('minute', now()), 'none', 'no_route', 12)
  `;
  await sql`
    insert into refusal_sample (
      route, reason, slot, request_id, received_at, status, duration_ms, method, path
    ) select 'none', 'no_route', n, gen_random_uuid(), now() - n * interval '7 s', 404, 1, 'GET',
      '/wp-login.php/' || n || '<script>'
    from generate_series(0, 9) as n
  `;
}

/** An hour of a shop, with a bad quarter. */
async function tellTraffic(sql: Sql): Promise<void> {
  await sql`
    insert into delivery (
      request_id, provider, received_at, duration_ms, event_id, type, object_id, occurred_at, bytes,
      body_sha256, outcome, status, reason, code
    )
    select gen_random_uuid(), 'proxy', at, 4 + n % 23, 'evt_' || md5(n::text),
      case n % 4 when 0 then 'subscription.renewed' when 1 then 'proxy_session.paid'
        else 'proxy_session.provisionable' end,
      'psess_' || substr(md5((n / 2)::text), 1, 12), at - (1 + n % 4) * interval '700 ms', 900, md5(n::text) || md5(n::text),
      case when is_bad then 'refused' when n % 4 = 1 then 'unchanged' when n % 31 = 0 then 'parked' else 'applied' end,
      case when is_bad then 503 else 200 end,
      case when is_bad then 'state_read_failed' end, case when is_bad then 'api_timeout' end
    from generate_series(1, 900) as n,
      lateral (select now() - interval '45 s' - n * n * interval '0.0044 s' as at) as clock,
      lateral (select n between 500 and 590 and n % 3 <> 0 as is_bad) as fate
  `;
}
