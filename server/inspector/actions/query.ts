/** Asks which event on record an action goes by. @module */

import type { Sql } from "postgres";
import type { RecordedEvent } from "../../provider.ts";
import { rowsAbout } from "../../rows.ts";
import type { Key } from "../key.ts";
import type { ActionKind } from "./ask.ts";

type Row = {
  readonly event_id: string | null;
  readonly type: string;
  readonly object_id: string | null;
  readonly other_id: string | null;
};

/**
 * @returns The event itself; of an object the one that decided its entitlement, or else the latest that
 * is kept of it. `null` where none is on record: then there is nothing that a change could refer to.
 */
export async function findRecorded(
  sql: Sql,
  kind: ActionKind,
  { provider, id }: Key,
): Promise<RecordedEvent | null> {
  const eventId =
    kind === "event"
      ? sql`${id}::text`
      : sql`coalesce(
          (select event_id from entitlement where (provider, source) = (${provider}, ${id})),
          (select event_id from delivery
            where object_id = ${id} and provider = ${provider} and outcome <> 'refused'
            order by received_at desc limit 1)
        )`;
  const [row] = await rowsAbout(
    id,
    sql<({ asked: string } & Row)[]>`
      select asked, inbox.event_id, type, object_id, other_id
      from (values (${id}::text)) as question (asked)
        left join inbox on inbox.provider = ${provider} and inbox.event_id = ${eventId}
    `,
  );
  if (row === undefined || row.event_id === null) return null;
  return {
    eventId: row.event_id,
    type: row.type,
    objectId: row.object_id,
    otherId: row.other_id,
  };
}
