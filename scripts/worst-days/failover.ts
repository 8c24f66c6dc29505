/** A failover: new connections reach B, the old ones stay on A, which became read-only. @module */

import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { describe } from "../../harness/courier/outcome.ts";
import type { Lifetime } from "../lifetime.ts";
import { makeTemporaryFolder } from "../open-database.ts";
import { LOOPBACK } from "../port.ts";
import { startPostgres } from "../postgres.ts";
import type { Case } from "./case.ts";
import { startReceiver } from "./receiver.ts";

const EVERY_MS = 50;
const HEALING_MS_MAX = 60_000;

export const failover: Case = {
  name: "failover",
  about: "the database becomes read-only for old connections, and another one takes the new",
  run: async (place) => {
    const { lifetime } = place;
    const [a, b] = [await startServer(lifetime), await startServer(lifetime)];
    const relay = await startRelay(lifetime, portOf(a));
    const url = new URL(a);
    url.port = String(relay.port);
    // B is as a copy of A: it has the tables, by a receiver of its own, and takes the same password.
    await startReceiver({ ...place, databaseUrl: b }).then((other) => other.stop());
    await query(b, `alter user postgres password '${url.password}'`);
    const receiver = await startReceiver({ ...place, databaseUrl: url.href });
    for (let n = 0; n < 20; n += 1) await receiver.deliver();

    relay.lead(portOf(b));
    await query(a, "alter system set default_transaction_read_only = on");
    await query(a, "select pg_reload_conf()");
    const failedAt = performance.now();
    let refused = 0;
    let unready = 0;
    let row = { "ms until a delivery is taken": -1, "ms until ready": -1 };
    while (performance.now() - failedAt < HEALING_MS_MAX && Object.values(row).includes(-1)) {
      const [delivery, readiness] = await Promise.all([
        receiver.deliver(),
        receiver.get("/readyz"),
      ]);
      const ms = Math.round(performance.now() - failedAt);
      if (describe(delivery) === "200") row = firstOf(row, "ms until a delivery is taken", ms);
      else refused += 1;
      if (describe(readiness) === "200" && refused > 0) row = firstOf(row, "ms until ready", ms);
      else unready += 1;
      await pause(EVERY_MS);
    }
    return [{ ...row, "deliveries refused": refused, "/readyz not 200": unready }];
  },
};

function firstOf<T extends Readonly<Record<string, number>>>(row: T, name: keyof T, ms: number): T {
  return row[name] === -1 ? { ...row, [name]: ms } : row;
}

async function startServer(lifetime: Lifetime): Promise<string> {
  const directory = await makeTemporaryFolder(lifetime);
  const server = await lifetime.own(startPostgres({ directory, signal: lifetime.signal }), (it) =>
    it.stop(),
  );
  return server.url;
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

/** Leads each new connection to a port, and leaves those that are there where they are. */
async function startRelay(
  lifetime: Lifetime,
  first: number,
): Promise<{ readonly port: number; readonly lead: (port: number) => void }> {
  let target = first;
  const server = createServer((client) => {
    const upstream = connect(target, LOOPBACK);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      for (const event of ["error", "close"]) {
        socket.on(event, () => {
          client.destroy();
          upstream.destroy();
        });
      }
    }
  });
  await lifetime.own(
    new Promise<void>((listening) => server.listen(0, LOOPBACK, listening)),
    async () => server.close(),
  );
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    lead: (port) => {
      target = port;
    },
  };
}

async function query(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(statement);
  await sql.end();
}
