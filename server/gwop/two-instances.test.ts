import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { connect } from "../database.ts";
import { openPools } from "../pools.ts";
import { deliver as deliverProxy, eventOf as proxyEventOf, sessionOf } from "../proxy/testing.ts";
import { createTestDatabase } from "../testing/database.ts";
import type { TestReceiver } from "../testing/receiver.ts";
import { createGwopReceiver, deliver, eventOf, newInvoice, register } from "./testing.ts";

const OBJECTS = 4;
const REQUESTS_MAX = 80;

const database = await createTestDatabase(1);
const name = new URL(database.url).pathname.slice(1);
// Any circle of waits is found, and counted, before somebody gives up waiting.
await database.admin`alter database ${database.admin(name)} set deadlock_timeout = 1`;
// Each row takes a while, so that two statements are among theirs at the same time.
await database.sql.unsafe(`
  create function linger() returns trigger language plpgsql
    as 'begin perform pg_sleep(0.001); return new; end';
  create trigger linger before insert on inbox for each row execute function linger();
  create trigger linger before insert on entitlement for each row execute function linger();
`);

const pools = [1, 2].map(() =>
  openPools((max) => connect(database.url, { poolMax: max, prepare: true }), {
    deliveriesMax: 10,
    now: () => performance.now(),
  }),
);
const receivers = await Promise.all(pools.map((pool) => createGwopReceiver(pool)));
after(async () => {
  await Promise.all(pools.map((pool) => pool.end(1)));
  await database.drop();
});

const arbitraryRequests = fc.array(
  fc.record(
    {
      instance: fc.nat({ max: receivers.length - 1 }),
      object: fc.nat({ max: OBJECTS - 1 }),
      what: fc.constantFrom("session", "payment", "expiry", "registration"),
    },
    { noNullPrototype: true },
  ),
  { minLength: 40, maxLength: REQUESTS_MAX },
);

/** The database schedules the race, so a failure here is proof and a hold is evidence. */
describe("two instances, whose batches are about the same objects in any order", () => {
  test("answer everything, and never wait for each other in a circle", () =>
    fc.assert(
      fc.asyncProperty(arbitraryRequests, async (requests) => {
        const objects = Array.from({ length: OBJECTS }, () => {
          const invoice = newInvoice();
          const session = sessionOf(`psess_${invoice.invoiceId}`);
          for (const { objects } of receivers) objects.set(session.id, session);
          return {
            session: proxyEventOf(session),
            payment: eventOf(invoice),
            expiry: eventOf(invoice, "invoice.expired"),
            registration: invoice,
          };
        });
        const answers = requests.map(({ instance, object, what }) => {
          const receiver = receivers[instance];
          const about = objects[object];
          assert.ok(receiver !== undefined && about !== undefined);
          return send(receiver, about, what);
        });
        for (const { status } of await Promise.all(answers))
          assert.ok(status < 300, String(status));
        const [row] = await database.admin<{ deadlocks: number }[]>`
          select deadlocks::int from pg_stat_database where datname = ${name}
        `;
        assert.equal(row?.deadlocks, 0);
      }),
      { numRuns: 20 },
    ));
});

type About = {
  readonly session: string;
  readonly payment: Parameters<typeof deliver>[0];
  readonly expiry: Parameters<typeof deliver>[0];
  readonly registration: Parameters<typeof register>[0];
};

function send(receiver: TestReceiver, about: About, what: keyof About): Promise<Response> {
  switch (what) {
    case "session":
      return receiver.fetch(deliverProxy(about.session));
    case "payment":
    case "expiry":
      return receiver.fetch(deliver(about[what]));
    case "registration":
      return receiver.fetch(register(about.registration));
  }
}
