/**
 * Connections that stay open from one delivery to the next, as those of a busy sender.
 *
 * Not by `fetch`: it sends again, in silence, what a kept connection lost, and opens as many
 * connections as it likes. Here one request is one attempt.
 *
 * @module
 */

import { type KeptConnection, openKeptConnection } from "./kept-connection.ts";
import type { WireOutcome } from "./wire-connection.ts";
import type { WireRequest } from "./wire-request.ts";

export type KeptConnections = {
  /** Sends over a connection that is free; waits for one where all that there may be are busy. */
  readonly send: (request: WireRequest) => Promise<WireOutcome>;
  /** How many connections were opened. */
  readonly opened: () => number;
  /** Whether something came over one of them that answers nothing. */
  readonly hasStrayed: () => boolean;
  /** Cuts what is under way. */
  readonly close: () => void;
};

export type KeptOptions = {
  readonly connectionsMax: number;
  /** From when a connection is free to the last byte of the answer. */
  readonly answerWithinMs: number;
  readonly trustedCertificate?: string;
};

/** @param url Of the target: its origin is where all of them lead. */
export function keepConnections(
  url: URL,
  { connectionsMax, answerWithinMs, trustedCertificate }: KeptOptions,
): KeptConnections {
  const all = new Set<KeptConnection>();
  let opened = 0;
  let hasStrayed = false;
  const free: KeptConnection[] = [];
  const waiting: ((connection: KeptConnection) => void)[] = [];

  const open = (): KeptConnection => {
    const connection = openKeptConnection(url, trustedCertificate);
    all.add(connection);
    opened += 1;
    return connection;
  };
  const forget = (connection: KeptConnection): void => {
    hasStrayed ||= connection.hasStrayed();
    all.delete(connection);
  };
  const take = (): KeptConnection | Promise<KeptConnection> => {
    for (let next = free.pop(); next !== undefined; next = free.pop()) {
      if (next.isOpen()) return next;
      forget(next);
    }
    if (all.size < connectionsMax) return open();
    return new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (connection: KeptConnection): void => {
    if (!connection.isOpen()) forget(connection);
    const next = waiting.shift();
    if (next !== undefined) next(connection.isOpen() ? connection : open());
    else if (connection.isOpen()) free.push(connection);
  };

  return {
    send: async (request) => {
      const connection = await take();
      const outcome = await connection.exchange(request, answerWithinMs);
      giveBack(connection);
      return outcome;
    },
    opened: () => opened,
    hasStrayed: () => hasStrayed || [...all].some((connection) => connection.hasStrayed()),
    close: () => {
      for (const connection of all) connection.close();
    },
  };
}
