/** Rows to look at, as the log of deliveries writes them, and some that nobody would want to see live. @module */

import { createHash, randomUUID } from "node:crypto";
import type { Sql } from "postgres";

/** What a sender, or somebody with its secret, may put where a person looks. */
export const HOSTILE: readonly string[] = [
  `"><script>document.title="taken"</script>`,
  `<img src=x onerror='document.title="taken"'>`,
  `'onfocus=document.title="taken" autofocus x='`,
  `</title></style></textarea>--><svg/onload=document.title="taken">`,
  "javascript:document.title='taken'",
  "user_\u202egnitteg_si_eman_ym",
  "\u001b[2J\u001b[31mred\u0007",
  "\u2066\u200f\u200b\u{e0041}\ufeff",
  "a".repeat(65_536),
];

/** A row of `delivery`, as far as it differs from the usual one. */
export type Told = {
  readonly provider?: "proxy" | "gwop";
  readonly receivedAt?: Date;
  readonly eventId?: string | null;
  readonly type?: string | null;
  readonly objectId?: string | null;
  readonly outcome?: string;
  readonly status?: number;
  readonly reason?: string | null;
  readonly code?: string | null;
  readonly kind?: string | null;
  readonly access?: string | null;
  readonly quantity?: number | null;
  readonly accessUntil?: Date | null;
  readonly renews?: boolean | null;
  /** Where no access was read it is none. */
  readonly version?: number;
  readonly body?: string;
  readonly captured?: boolean;
};

/** @returns Its id. */
export async function tellDelivery(sql: Sql, told: Told = {}): Promise<string> {
  const {
    provider = "proxy",
    receivedAt = new Date(),
    eventId = `evt_${randomUUID()}`,
    type = "proxy_session.provisionable",
    objectId = `psess_${eventId}`,
    outcome = "applied",
    status = 200,
    reason = null,
    code = null,
    kind = "initial_provision",
    access = "granted",
    quantity = 3,
    accessUntil = null,
    renews = null,
    version = 1,
    body = JSON.stringify({ id: eventId, type }),
    captured = false,
  } = told;
  const sha256 = createHash("sha256").update(body).digest("hex");
  const isRead = access !== null;
  const [row] = await sql<{ id: string }[]>`
    insert into delivery (
      request_id, provider, received_at, duration_ms, event_id, type, object_id, occurred_at, bytes,
      body_sha256, outcome, status, reason, code, kind, source, access, renews, access_until,
      quantity, flags, version
    ) values (
      ${randomUUID()}, ${provider}, ${receivedAt}, 12, ${eventId}, ${type}, ${objectId},
      ${new Date(receivedAt.getTime() - 2000)}, ${body.length}, ${sha256}, ${outcome}, ${status},
      ${reason}, ${code}, ${kind}, ${isRead ? objectId : null}, ${access}, ${renews}, ${accessUntil},
      ${isRead ? quantity : null}, ${isRead ? "{}" : null}, ${isRead ? `{${version}}` : null}
    ) returning id::text
  `;
  const id = row?.id ?? "";
  if (captured) {
    const headers = [
      ["content-type", "application/json"],
      ["proxy-signature", null],
    ];
    await sql`
      insert into captured (delivery_id, headers, body, is_cut)
      values (${id}, ${JSON.stringify(headers)}::text::jsonb, ${body}, false)
    `;
  }
  return id;
}

/** An event on record, as `applyEvents` leaves it. */
export async function tellEvent(
  sql: Sql,
  eventId: string,
  objectId: string,
  type = "proxy_session.provisionable",
) {
  await sql`
    insert into inbox (provider, event_id, type, object_id, occurred_at, body_sha256)
    values ('proxy', ${eventId}, ${type}, ${objectId}, now(),
      ${createHash("sha256")
        .update(JSON.stringify({ id: eventId, type }))
        .digest("hex")})
  `;
}

/** What an object is worth, and to whom. */
export async function tellHeld(
  sql: Sql,
  {
    source,
    buyer,
    eventId,
    version = 1,
  }: Readonly<Record<"source" | "buyer" | "eventId", string>> & {
    readonly version?: number;
  },
) {
  await sql`
    insert into entitlement (
      provider, source, buyer_reference, access, quantity, version, event_id, granted_by, last_write
    ) values (
      'proxy', ${source}, ${buyer}, 'granted', 3, ${`{${version}}`}, ${eventId}, ${eventId},
      'initial_grant'
    )
  `;
  await sql`
    insert into change (provider, source, event_id, access, quantity, initial_grant)
    values ('proxy', ${source}, ${eventId}, 'granted', 3, true)
  `;
}
