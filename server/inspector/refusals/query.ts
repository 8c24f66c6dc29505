/** Asks what was turned away before anybody knew who sent it. @module */

import type { Sql } from "postgres";
import { rowsOf } from "../../rows.ts";

export type RefusalCount = {
  readonly route: string;
  readonly reason: string;
  /** `bigint`s as text. */
  readonly last_hour: string;
  readonly last_day: string;
  readonly latest: Date;
};

export type RefusalSample = {
  readonly route: string;
  readonly reason: string;
  readonly request_id: string;
  readonly received_at: Date;
  readonly status: number;
  readonly method: string;
  readonly path: string;
};

export type Refusals = {
  readonly counts: readonly RefusalCount[];
  readonly samples: readonly RefusalSample[];
};

const SAMPLES_SHOWN = 100;

/** A day has some thousand rows at most: one a minute, route and reason. */
export async function findRefusals(sql: Sql): Promise<Refusals> {
  const counts = await rowsOf(
    sql<RefusalCount[]>`
      select route, reason, sum(count) as last_day, max(minute) as latest,
        coalesce(sum(count) filter (where minute >= now() - interval '1 hour'), 0) as last_hour
      from refusal where minute >= now() - interval '1 day'
      group by route, reason order by latest desc, route, reason
    `,
  );
  const samples = await rowsOf(
    sql<RefusalSample[]>`
      select route, reason, request_id, received_at, status, method, path
      from refusal_sample order by received_at desc limit ${SAMPLES_SHOWN}
    `,
  );
  return { counts, samples };
}
