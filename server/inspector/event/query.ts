/** Asks for all that is known of one event, each by an index. @module */

import type { Sql } from "postgres";
import { rowsOf } from "../../rows.ts";

/** What was read, as a person compares it. */
export type State = {
  readonly access: string | null;
  readonly renews: boolean | null;
  readonly access_until: Date | null;
  /** A `bigint` as text. */
  readonly quantity: string | null;
  readonly flags: readonly string[] | null;
};

export type Attempt = State & {
  readonly id: string;
  readonly request_id: string;
  readonly received_at: Date;
  readonly duration_ms: number;
  readonly type: string | null;
  readonly object_id: string | null;
  readonly occurred_at: Date | null;
  readonly bytes: number;
  readonly body_sha256: string;
  readonly outcome: string;
  readonly status: number;
  readonly reason: string | null;
  readonly code: string | null;
  readonly kind: string | null;
  readonly source: string | null;
  readonly version: string | null;
  /** Where it was captured. */
  readonly headers: readonly (readonly [string, string | null])[] | null;
  readonly body: string | null;
  readonly is_cut: boolean | null;
};

export type Recorded = {
  readonly type: string;
  readonly object_id: string | null;
  readonly other_id: string | null;
  readonly occurred_at: Date;
  readonly received_at: Date;
  readonly body_sha256: string;
  readonly fact: unknown;
};

/** What an object's entitlement is now, and by which event. */
export type Held = State & {
  readonly source: string;
  readonly buyer_reference: string;
  readonly event_id: string;
  readonly granted_by: string | null;
  readonly version: string;
};

export type EventKey = { readonly provider: string; readonly id: string };

export type KnownEvent = {
  /** The latest first. */
  readonly attempts: readonly Attempt[];
  /** `null` where the inbox has none, or has it no more. */
  readonly recorded: Recorded | null;
  /** Of the object that it is about; `null` where there is none. */
  readonly held: Held | null;
  /** What had been applied to the object before this event was; `null` where nothing is kept. */
  readonly before: (State & { readonly event_id: string | null }) | null;
};

export const ATTEMPTS_SHOWN = 100;

/** @throws {postgres.PostgresError | DatabaseError} If the database fails. */
export async function findEvent(sql: Sql, { provider, id }: EventKey): Promise<KnownEvent> {
  const attempts = await rowsOf(
    sql<Attempt[]>`
      select
        delivery.id::text, request_id, received_at, duration_ms, type, object_id, occurred_at, bytes,
        body_sha256, outcome, status, reason, code, kind, source, access, renews, access_until,
        quantity, to_jsonb(flags) as flags, version::text, headers, body, is_cut
      from delivery left join captured on delivery_id = delivery.id
      where event_id = ${id} and provider = ${provider}
      order by received_at desc, delivery.id desc limit ${ATTEMPTS_SHOWN}
    `,
  );
  const [recorded = null] = await rowsOf(
    sql<Recorded[]>`
      select type, object_id, other_id, occurred_at, received_at, body_sha256, fact
      from inbox where (provider, event_id) = (${provider}, ${id})
    `,
  );
  const applied = attempts.find(({ outcome }) => outcome === "applied");
  const source =
    (applied ?? attempts.find((attempt) => attempt.source !== null))?.source ??
    recorded?.object_id ??
    null;
  return {
    attempts,
    recorded,
    held: source === null ? null : await findHeld(sql, provider, source),
    before: applied === undefined ? null : await findBefore(sql, provider, applied),
  };
}

/** @param object An object's id; of a Gwop invoice either. */
export async function findHeld(sql: Sql, provider: string, object: string): Promise<Held | null> {
  const [held = null] = await rowsOf(
    sql<Held[]>`
      select
        source, buyer_reference, access, renews, access_until, quantity, to_jsonb(flags) as flags,
        event_id, granted_by, version::text
      from entitlement where provider = ${provider} and source = coalesce((
        select invoice_id from gwop_invoice
        where ${provider} = 'gwop' and public_invoice_id = ${object}
      ), ${object})
    `,
  );
  return held;
}

/** Its deliveries say what was applied one after the other; the entitlement only what is now. */
async function findBefore(
  sql: Sql,
  provider: string,
  applied: Attempt,
): Promise<KnownEvent["before"]> {
  const [before = null] = await rowsOf(
    sql<NonNullable<KnownEvent["before"]>[]>`
      select event_id, access, renews, access_until, quantity, to_jsonb(flags) as flags
      from delivery
      where object_id in (${applied.object_id}, ${applied.source}) and source = ${applied.source}
        and provider = ${provider} and outcome = 'applied'
        and version < ${applied.version}::text::numeric[]
      order by version desc limit 1
    `,
  );
  return before;
}
