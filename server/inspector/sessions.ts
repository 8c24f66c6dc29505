/**
 * Who is signed in. In the database, so that several instances behind one address know each other's
 * sessions, and a restart ends none.
 *
 * @module
 */

import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Pool } from "../pools.ts";
import { rowsAbout, rowsOf } from "../rows.ts";

/** A working day. Whoever stays longer signs in again. */
export const SESSION_HOURS = 12;

/** 256 random bits, as a cookie holds them. */
const SESSION_ID = /^[\w-]{43}$/;

export type Session = {
  readonly id: string;
  /** What every form of this session's carries, and no other site can know. */
  readonly formToken: string;
};

export type Sessions = {
  readonly begin: () => Promise<Session>;
  /** @returns `null` where there is none of this id, or it has ended. */
  readonly find: (id: string) => Promise<Session | null>;
  readonly end: (id: string) => Promise<void>;
};

/**
 * @param token The inspector's. What is stored is keyed by it: so a stolen table opens nothing, and
 * another token ends all sessions of the old one.
 */
export function createSessions(pool: Pool, token: string): Sessions {
  const keyOf = (id: string): string => hmac(token, `session ${id}`);
  const sessionOf = (id: string): Session => ({ id, formToken: hmac(id, "form") });

  return {
    begin: async () => {
      const session = sessionOf(randomBytes(32).toString("base64url"));
      await pool.run((sql) =>
        rowsOf(sql`
          with ended as (delete from inspector_session where ends_at <= now())
          insert into inspector_session (session_hmac, ends_at)
          values (${keyOf(session.id)}, now() + make_interval(hours => ${SESSION_HOURS}))
        `),
      );
      return session;
    },

    find: async (id) => {
      if (!SESSION_ID.test(id)) return null;
      const asked = keyOf(id);
      const [answer] = await pool.run((sql) =>
        rowsAbout(
          asked,
          sql<{ asked: string; is_on: boolean }[]>`
            select ${asked}::text as asked, exists (
              select from inspector_session where session_hmac = ${asked} and ends_at > now()
            ) as is_on
          `,
        ),
      );
      return answer?.is_on === true ? sessionOf(id) : null;
    },

    end: async (id) => {
      await pool.run((sql) =>
        rowsOf(sql`delete from inspector_session where session_hmac = ${keyOf(id)}`),
      );
    },
  };
}

/** Compares two secrets in a time that tells nothing of either. */
export function isSame(given: string, right: string): boolean {
  const key = randomBytes(32).toString("hex"); // digests, since lengths may differ
  return timingSafeEqual(Buffer.from(hmac(key, given)), Buffer.from(hmac(key, right)));
}

function hmac(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}
