/**
 * A connection of its own for what may as well not be written: used by one at a time, never for long.
 *
 * @module
 */

import type { Sql } from "postgres";
import { isPoison } from "../database-error.ts";
import { withDeadline } from "../pools.ts";

export type Link = {
  /**
   * @throws {postgres.PostgresError | DatabaseError} If the database fails, or doesn't answer in time.
   */
  readonly ask: <T>(question: (sql: Sql) => Promise<T>) => Promise<T>;
  readonly end: () => Promise<void>;
};

/** @param open Opens a pool of one connection. None is made before there is something to ask. */
export function createLink(open: () => Sql): Link {
  let held: Sql | null = null;
  return {
    ask: async (question) => {
      held ??= open();
      const sql = held;
      try {
        return await withDeadline(question(sql));
      } catch (error) {
        if (isPoison(error) && held === sql) {
          held = null;
          void sql.end({ timeout: 0 });
        }
        throw error;
      }
    },
    end: async () => {
      await held?.end({ timeout: 0 });
    },
  };
}
