/** The list that goes on by itself: what is written is sent, as rows of the same table. @module */

import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { sayWrong } from "../answers.ts";
import type { InspectorApp, InspectorContext } from "../context.ts";
import { parseFilter } from "./filter.ts";
import { findNewer } from "./query.ts";
import { deliveryRows } from "./rows.ts";

/** How often the database is asked, for each list that somebody looks at. */
const ASK_EVERY_MS = 1500;

/** Something is sent so often: what is silent for 30 s is closed by a listener, or by a proxy. */
const COMMENT_EVERY = 6;

/** Each holds a connection of its browser's, and asks the database. */
const LISTS_MAX = 20;

/** After a broken connection, and where we have ended one. */
const RETRY_MS = 2000;

/** So that a session that has ended is noticed, and nobody holds a place for ever. */
const ASKED_MAX = 40;

export function addLive(
  app: InspectorApp,
  { pool, ending, log }: Pick<InspectorContext, "pool" | "ending" | "log">,
): void {
  let lists = 0;
  app.get("/live", (c) => {
    const query = new URL(c.req.url).searchParams;
    const { filter, problems } = parseFilter(query);
    // Where it left off, as the browser says when it comes again.
    const since = c.req.header("last-event-id") ?? query.get("since") ?? "";
    if (problems.length > 0 || !/^\d{1,18}$/.test(since)) return sayWrong(c, 400, "Not a list.");
    if (lists >= LISTS_MAX) return sayWrong(c, 503, "Too many lists are looked at already.");

    const goOn = async (stream: SSEStreamingApi): Promise<void> => {
      let latest = since;
      await stream.writeSSE({ event: "begin", data: "", id: latest, retry: RETRY_MS });
      for (let asked = 0; asked < ASKED_MAX && !stream.aborted && !ending.aborted; asked += 1) {
        const rows = await pool.run((sql) => findNewer(sql, filter, latest));
        latest = rows[0]?.id ?? latest;
        if (rows.length > 0) {
          const data = String(deliveryRows(rows).join(""));
          await stream.writeSSE({ event: "rows", data, id: latest });
        } else if (asked % COMMENT_EVERY === 0) await stream.write(":\n\n");
        await stream.sleep(ASK_EVERY_MS);
      }
    };
    lists += 1;
    return streamSSE(c, async (stream) => {
      try {
        await goOn(stream);
      } catch (error) {
        // The browser comes again by itself.
        log.warn({ error: error instanceof Error ? error.name : typeof error }, "live list ended");
      } finally {
        lists -= 1;
      }
    });
  });
}
