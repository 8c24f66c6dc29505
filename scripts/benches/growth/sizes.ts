/** How much room tables and their indexes take. @module */

import postgres from "postgres";

/** Bytes, by table or index. */
export type Sizes = Readonly<Record<string, number>>;

export async function readSizes(url: string): Promise<Sizes> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const rows = await sql<{ name: string; bytes: string }[]>`
      select relname::text as name,
        (case when relkind = 'r' then pg_table_size(oid) else pg_relation_size(oid) end)::text as bytes
      from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')
        and pg_relation_size(oid) > 0
      order by relkind desc, pg_relation_size(oid) desc
    `;
    return Object.fromEntries(rows.map(({ name, bytes }) => [name, Number(bytes)]));
  } finally {
    await sql.end({ timeout: 1 });
  }
}
