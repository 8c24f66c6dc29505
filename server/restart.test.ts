import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect as connectTo, createServer, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { deliver, eventOf, sessionOf } from "./proxy/testing.ts";
import { createEmptyTestDatabase, type TestDatabase } from "./testing/database.ts";
import { eventually, type ReceiverProcess, startReceiver } from "./testing/process.ts";
import { type ProxyApi, sendAlone, startProxyApi } from "./testing/wire.ts";

const SECRET = "a-signing-secret-for-tests-only";
const IN_FLIGHT = 200;

/** As a load balancer does it: who is connected stays where it is, who comes goes to the new one. */
type Relay = {
  readonly port: number;
  readonly pointTo: (port: number) => void;
  readonly close: () => void;
};

async function startRelay(): Promise<Relay> {
  let upstream = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const receiver = connectTo({ host: "127.0.0.1", port: upstream, allowHalfOpen: true });
    for (const [from, to] of [
      [client, receiver],
      [receiver, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => sockets.delete(from));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    pointTo: (port) => {
      upstream = port;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe("a restart by two instances behind a relay", () => {
  let database: TestDatabase;
  let api: ProxyApi;
  let relay: Relay;
  const receivers: ReceiverProcess[] = [];
  before(async () => {
    database = await createEmptyTestDatabase(2);
    api = await startProxyApi();
    relay = await startRelay();
  });
  after(async () => {
    for (const receiver of receivers) await receiver.kill();
    relay?.close();
    await api?.close();
    await database?.drop();
  });

  async function start(): Promise<ReceiverProcess> {
    const receiver = await startReceiver({
      DATABASE_URL: database.url,
      PROBE_TOKEN: "a-probe-token-for-tests-only",
      PROXY_SECRET_KEY: "sk_test_1",
      PROXY_API_BASE_URL: api.url,
      PROXY_WEBHOOK_SIGNING_SECRET: SECRET,
    });
    receivers.push(receiver);
    return receiver;
  }

  const sources: string[] = [];
  function send(): Promise<number> {
    const session = sessionOf(`psess_${randomUUID()}`);
    api.objects.set(session.id, session);
    sources.push(session.id);
    return sendAlone(relay.port, deliver(eventOf(session), { secret: SECRET }));
  }

  test("answers each of 200 deliveries in flight with 200, and grants each once", async () => {
    const first = await start(); // which applies the migrations
    relay.pointTo(first.port);
    const statuses: number[] = [];
    let restarting = true;
    const sender = (async () => {
      while (restarting) statuses.push(await send());
    })();

    const second = await start();
    api.hold();
    const inFlight = Array.from({ length: IN_FLIGHT }, send);
    await eventually("all to be in flight", async () => api.held() > IN_FLIGHT || null);
    relay.pointTo(second.port);
    first.signal("SIGTERM");
    await first.line("stopping");
    const afterwards = Array.from({ length: 20 }, send);
    await eventually("more to be in flight", async () => api.held() > IN_FLIGHT + 20 || null);
    api.goOn();

    statuses.push(...(await Promise.all([...inFlight, ...afterwards])));
    assert.equal(await first.exited, 0);
    statuses.push(await send());
    restarting = false;
    await sender;
    assert.deepEqual([...new Set(statuses)], [200]);
    const granted = await database.sql`
      select source from change where initial_grant group by source having count(*) = 1
    `;
    assert.deepEqual(granted.map(({ source }) => source).toSorted(), sources.toSorted());
  });
});
